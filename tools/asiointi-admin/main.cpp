#include "account.hpp"
#include "app/read_settings.hpp"
#include "app/signing_keys.hpp"
#include "base/log.hpp"
#include "check_portal.hpp"
#include "import.hpp"
#include "migrate.hpp"
#include "probe/checks.hpp"
#include "requests.hpp"
#include "secret_input.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

/// Exit codes, for scripts: 0 done, 1 failed, or the portal has faults; 2 wrong usage, a fault in the settings, or no portal
/// to check.
namespace {

constexpr int failed = 1;
constexpr int wrong_usage = 2;

struct Options {
    std::string config = "/etc/asiointipalvelu/asiointipalvelu.toml";
    std::string sql_directory = "/usr/share/asiointipalvelu/sql";
    admin::ImportCommand import_command;
    admin::LockCommand lock;
    bool requests_as_json = false;
    admin::DoneCommand done_command;
    bool portal_has_faults = false;
};

void add_migrate(CLI::App& app, Options& options)
{
    auto* command = app.add_subcommand("migrate", "Bring the database to the newest schema; safe to run again");
    command->add_option("--sql", options.sql_directory, "Directory of the migrations")->capture_default_str();
    command->callback(
        [&options] { admin::migrate(app::read_settings(options.config), options.sql_directory, std::cout); });
}

void add_import(CLI::App& app, Options& options)
{
    constexpr unsigned most_years = 200;
    auto* command = app.add_subcommand("import", "Make accounts of the old portal's users; safe to run again");
    command
        ->add_option(
            "--long-unseen-years", options.import_command.long_unseen_years,
            "Do not activate who was last seen longer ago")
        ->check(CLI::Range(1U, most_years))
        ->capture_default_str();
    command->add_flag("--json", options.import_command.json, "Print one JSON object instead of tables");
    command->callback(
        [&options] { admin::import_users(app::read_settings(options.config), options.import_command, std::cout); });
}

void add_lock_options(CLI::App& command, Options& options)
{
    command.add_option("who", options.lock.who, "E-mail address or old user name")->required();
    command.add_option("--staff", options.lock.staff, "Who does it, or their unit; the resident sees it")->required();
    command.add_option("--note", options.lock.note, "Why; the resident sees it")->required();
}

void add_account(CLI::App& app, Options& options)
{
    auto* account = app.add_subcommand("account", "Look after one resident's account");
    account->require_subcommand(1);
    auto* lock = account->add_subcommand("lock", "Nobody signs in to it any more; its sessions end, its links die");
    add_lock_options(*lock, options);
    lock->add_option("--reason", options.lock.reason, "\"deceased\" stops every mail, too")
        ->check(CLI::IsMember({"staff", "deceased"}))
        ->capture_default_str();
    lock->callback([&options] { admin::lock_account(app::read_settings(options.config), options.lock, std::cout); });
    auto* unlock = account->add_subcommand("unlock", "Let its owner in again");
    add_lock_options(*unlock, options);
    unlock->callback(
        [&options] { admin::unlock_account(app::read_settings(options.config), options.lock, std::cout); });
}

void add_requests(CLI::App& app, Options& options)
{
    auto* requests = app.add_subcommand("requests", "What residents have asked staff to do");
    requests->require_subcommand(1);
    auto* list = requests->add_subcommand("list", "Those that wait, the oldest first");
    list->add_flag("--json", options.requests_as_json, "Print one JSON array instead of text");
    list->callback(
        [&options] { admin::list_requests(app::read_settings(options.config), options.requests_as_json, std::cout); });
    auto* done = requests->add_subcommand("done", "Mark a request as dealt with; the resident sees who did and why");
    done->add_option("ID", options.done_command.id, "Number of the request, from the list")->required();
    done->add_option("--reason", options.done_command.reason, "What was decided, for the resident to read")->required();
    done->add_option("--staff", options.done_command.staff, "Who decided, for the resident to read")->required();
    done->callback(
        [&options] { admin::finish_request(app::read_settings(options.config), options.done_command, std::cout); });
}

void add_keys(CLI::App& app, Options& options)
{
    auto* keys = app.add_subcommand("keys", "Look after the keys that sign statements for the portal");
    keys->require_subcommand(1);
    auto* rotate = keys->add_subcommand("rotate", "Put a new key in front; then reload the service (SIGHUP)");
    rotate->callback([&options] {
        const auto settings = app::read_settings(options.config);
        const auto& file = settings.portal.signing_keys;
        if (file.empty())
            throw app::SettingsFaults{
                {{settings.file, 0, "portal.signing_keys: names no file", "Add it, as in docs/portal.md."}}};
        app::rotate_signing_keys(file, settings.secrets_file);
        std::cout << "A new key is in front in " << file << ". Reload the service, so that it is used.\n";
    });
}

int run(int argc, char** argv)
{
    Options options;
    CLI::App app{"Administration of asiointipalvelu", "asiointi-admin"};
    app.add_option("--config", options.config, "Settings file")->capture_default_str();
    app.require_subcommand(1);
    app.fallthrough();
    add_migrate(app, options);
    add_import(app, options);
    add_account(app, options);
    add_requests(app, options);
    add_keys(app, options);
    admin::add_check_portal(app, options.config, options.portal_has_faults);
    try {
        app.parse(argc, argv);
        return options.portal_has_faults ? failed : 0;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : wrong_usage; // --help is no fault
    } catch (const app::SettingsFaults& faults) {
        std::cerr << faults.what() << '\n';
        return wrong_usage;
    } catch (const probe::CannotConnect& fault) {
        std::cerr << "asiointi-admin: " << fault.what() << '\n';
        return wrong_usage;
    } catch (const admin::NoSecret& fault) {
        std::cerr << "asiointi-admin: " << fault.what() << '\n';
        return wrong_usage;
    }
}

} // namespace

int main(int argc, char** argv)
{
    try {
        base::start_log("admin", base::LogLevel::warning);
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "asiointi-admin: " << error.what() << '\n';
        return failed;
    }
}
