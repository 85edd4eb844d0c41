#include "flow/import_csv.hpp"
#include "flow/import_users.hpp"
#include "flow/old_hashes.hpp"
#include "import_report.hpp"
#include "needs_human.hpp"
#include "progress_line.hpp"
#include "shell.hpp"
#include "store/import_accounts.hpp"
#include "store/import_schemes.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>
#include <unistd.h>

namespace admin {
namespace {

constexpr const char* examples =
    R"(Without --apply it changes nothing: it reads all users, and tells what would be done and who needs a human. It may be
stopped at any time and run again, beside the running service, too (docs/migration.md).

Examples:
  asiointi-admin import --needs-human needs-human.csv
      a dry run over the view portal_user; the file opens in a spreadsheet program
  asiointi-admin import --apply
  asiointi-admin import --csv users.csv --encoding latin1 --apply
      where the portal's database is another; the first line of the file names the columns
  asiointi-admin import --json | jq '.by_status'
  asiointi-admin import --drop-password-hashes --apply
      the end of the old passwords: who has not signed in with theirs sets a new one by mail

Exit status: 0 done, 1 failed, or the view or file has faults (then nothing was imported), 2 wrong usage.)";

struct ImportCommand {
    unsigned long_unseen_years = 10; ///< who was last seen longer ago is not activated
    unsigned hashing_threads = std::max(1U, std::thread::hardware_concurrency() / 2);
    bool apply = false;
    bool json = false; ///< one object instead of tables
    bool progress = false;
    bool fewer = false; ///< than half of the users on record
    bool drop_password_hashes = false;
    std::string csv;
    std::string encoding; ///< "": found out
    std::string needs_human;
};

std::atomic<bool> is_interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free); // so a signal may set it

/// Ctrl-C and SIGTERM let the step that has begun come to its end, and leave none of the portal's data lying about.
void stop_on_signals()
{
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) (void)std::signal(signal, [](int) { is_interrupted = true; });
}

/// A view over an old portal may take long to answer.
constexpr std::chrono::seconds patience{60};

base::DatabaseSettings with_patience(base::DatabaseSettings settings)
{
    settings.query_timeout = std::max(settings.query_timeout, patience);
    return settings;
}

flow::ImportOptions options_of(const ImportCommand& command, const base::Settings& settings)
{
    flow::ImportOptions options{.now = base::now()};
    options.apply = command.apply;
    options.long_unseen_after =
        std::chrono::duration_cast<std::chrono::days>(std::chrono::years{command.long_unseen_years});
    options.password_hashes = flow::old_passwords_hold(settings.importing, options.now);
    options.fewer_users = command.fewer;
    options.keys = settings.keys;
    options.cost = {settings.password.memory_mib, settings.password.passes};
    options.hashing_threads = command.hashing_threads;
    options.is_to_stop = [] { return is_interrupted.load(); };
    return options;
}

std::unique_ptr<flow::ImportSource>
source_of(const ImportCommand& command, store::Database& db, const flow::ImportOptions& options)
{
    constexpr unsigned rows_at_once = 2000;
    if (command.csv.empty()) return std::make_unique<flow::PortalView>(db, options.password_hashes, rows_at_once);
    std::optional<flow::CsvEncoding> encoding;
    if (command.encoding == "utf8") encoding = flow::CsvEncoding::utf8;
    if (command.encoding == "latin1") encoding = flow::CsvEncoding::latin1;
    return std::make_unique<flow::PortalCsv>(command.csv, encoding, options.password_hashes, rows_at_once);
}

void show(ProgressLine& line, const flow::ImportProgress& progress, bool from_file)
{
    constexpr std::uint64_t kib = 1024;
    const bool is_reading = progress.part == flow::ImportProgress::Part::reading;
    const bool is_in_kib = is_reading && from_file;
    const auto counted = [is_in_kib](std::uint64_t value) { return is_in_kib ? (value + kib - 1) / kib : value; };
    line.show(
        is_reading ? "Reading " : "Deciding", counted(progress.done), counted(progress.total),
        is_in_kib ? "KiB" : "users", ProgressLine::Clock::now());
}

/// Makes accounts of the old portal's users, or tells what would be made of them, and who needs a human and why. What was
/// finished when it fails stays.
void import_users(const base::Settings& settings, const ImportCommand& command)
{
    stop_on_signals();
    Connection connection{with_patience(settings.database)};
    auto options = options_of(command, settings);
    const auto source = source_of(command, connection.db, options);
    std::optional<NeedsHumanFile> file;
    if (!command.needs_human.empty()) file.emplace(command.needs_human);
    NeedsHumanTable table;
    ImportJson json{std::cout};
    options.found = [&](const flow::ImportFinding& finding) {
        if (file) file->add(finding);
        command.json ? json.add(finding) : table.add(finding);
    };
    const auto result = [&] {
        ProgressLine line{std::cerr, ::isatty(STDERR_FILENO) != 0};
        if (!command.json || command.progress)
            options.progress = [&](const auto& progress) { show(line, progress, !command.csv.empty()); };
        return flow::import_users(connection.db, *source, options);
    }();
    if (file) file->finish();
    if (command.json) return json.finish(result, command.apply);
    print_import(std::cout, result, command.apply);
    table.print(std::cout, command.needs_human);
    if (!command.apply) std::cout << "\nThis was a dry run: nothing was changed. --apply does it.\n";
}

/// The end of the old passwords. In steps, so that nobody waits.
void drop_password_hashes(const base::Settings& settings, const ImportCommand& command)
{
    constexpr unsigned at_once = 1000;
    Connection connection{with_patience(settings.database)};
    if (!command.apply) {
        std::cout << store::count_imported_passwords(connection.db)
                  << " old passwords would be dropped. This was a dry run: nothing was changed. --apply does it.\n";
        return;
    }
    unsigned dropped = 0;
    while (const auto step = store::drop_imported_passwords(connection.db, at_once, base::now())) dropped += step;
    store::drop_import_schemes(connection.db);
    std::cout << dropped << " old passwords dropped; their owners set a new one by mail\n";
}

} // namespace

void add_import(CLI::App& app, Shell& shell)
{
    constexpr unsigned most_years = 200;
    constexpr unsigned most_threads = 256;
    auto* command = app.add_subcommand("import", "Make accounts of the old portal's users; safe to run again");
    const auto options = std::make_shared<ImportCommand>();
    command->add_flag("--apply", options->apply, "Do it; without this, only tell what would be done");
    auto* csv = command->add_option("--csv", options->csv, "Read this file in place of the view portal_user")
                    ->check(CLI::ExistingFile);
    command->add_option("--encoding", options->encoding, "Of the file: utf8 or latin1; found out when left out")
        ->check(CLI::IsMember({"utf8", "latin1"}))
        ->needs(csv);
    command->add_option(
        "--needs-human", options->needs_human, "Write everybody who needs a human into this file (CSV, mode 0600)");
    command->add_flag("--fewer", options->fewer, "The source rightly lacks more than half of the users it had before");
    command
        ->add_option("--long-unseen-years", options->long_unseen_years, "Do not activate who was last seen longer ago")
        ->check(CLI::Range(1U, most_years))
        ->capture_default_str();
    command->add_option("--hashing-threads", options->hashing_threads, "Processors to use for password hashes")
        ->check(CLI::Range(1U, most_threads))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print one JSON object instead of tables");
    command->add_flag("--progress", options->progress, "With --json: tell on standard error how far it is");
    command->add_flag("--drop-password-hashes", options->drop_password_hashes, "Only forget old passwords not yet used")
        ->excludes(csv);
    command->footer(examples);
    command->callback([options, &shell] {
        const auto settings = shell.settings();
        options->drop_password_hashes ? drop_password_hashes(settings, *options) : import_users(settings, *options);
    });
}

} // namespace admin
