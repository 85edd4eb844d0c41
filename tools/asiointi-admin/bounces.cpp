#include "auth/email_address.hpp"
#include "base/time.hpp"
#include "flow/take_report.hpp"
#include "mail/delivery_report.hpp"
#include "maildir.hpp"
#include "shell.hpp"
#include "store/accounts.hpp"

#include <unistd.h>

#include <array>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

namespace admin {
namespace {

using flow::Taken;

constexpr const char* examples_of_bounces = R"(
Examples:
  asiointi-admin bounces /var/mail/asiointi-bounces   from a timer: reads what is new, and moves it to cur/
  asiointi-admin account start-mails erkki@example.com --reason "Postilaatikko toimii taas"
      the address works again

A report counts only with the mark that its mail carried (mail.bounce_address, and every Message-ID).)";
constexpr const char* examples_of_bounce = R"(
Examples: in Postfix's master.cf (docs/inviting.md has more)
  asiointi-bounce unix - n n - 2 pipe
    user=asiointi argv=/usr/bin/asiointi-admin bounce --for ${original_recipient}
and in main.cf: asiointi-bounce_destination_recipient_limit = 1

Exit code 75 asks the mail server to try again later.)";

struct Wording {
    Taken taken;
    const char* name;
    const char* sentence;
};

constexpr std::array wordings{
    Wording{Taken::marked, "marked", "addresses marked: they take no mail"},
    Wording{Taken::noted, "noted", "noted with their mails"},
    Wording{Taken::known, "known", "known already"},
    Wording{Taken::not_ours, "not_ours", "about no mail of ours that is still on record"},
    Wording{Taken::no_report, "no_report", "no delivery reports"},
};

using Counts = std::map<Taken, unsigned>;

void print(const Counts& counts, unsigned unreadable, bool json)
{
    nlohmann::ordered_json object;
    for (const auto& wording : wordings) {
        const auto found = counts.find(wording.taken);
        const auto count = found == counts.end() ? 0U : found->second;
        object[wording.name] = count;
        if (!json && count > 0) std::cout << count << ' ' << wording.sentence << '\n';
    }
    object["unreadable"] = unreadable;
    if (json) std::cout << object.dump(2) << '\n';
    if (!json && unreadable > 0) std::cout << unreadable << " left in new/: they cannot be read or moved\n";
    if (!json && counts.empty() && unreadable == 0) std::cout << "nothing new\n";
}

/// Takes in what is new. A message that was read is moved after its outcome is committed: killed in between, it is read
/// again, and known. Returns how many it had to leave.
unsigned take_in(store::Database& db, const base::Settings& settings, const Maildir& maildir, Counts& counts)
{
    unsigned unreadable = 0;
    for (const auto& name : maildir.arrived()) {
        const auto message = maildir.read(name, mail::longest_report);
        if (!message) {
            ++unreadable;
            continue;
        }
        ++counts[flow::take_report(db, settings.keys, *message, "", base::now())];
        maildir.keep_as_seen(name);
    }
    return unreadable;
}

void read_maildir(Shell& shell, const std::string& directory, bool json)
{
    const auto settings = shell.settings();
    const Maildir maildir{directory};
    Connection connection{settings.database};
    Counts counts;
    const auto unreadable = take_in(connection.db, settings, maildir, counts);
    print(counts, unreadable, json);
    shell.has_faults = unreadable > 0;
}

void take_from_pipe(const Shell& shell, const std::string& arrived_for)
try {
    const auto settings = shell.settings();
    Connection connection{settings.database};
    const auto message = read_all(STDIN_FILENO, mail::longest_report);
    (void)flow::take_report(connection.db, settings.keys, message, arrived_for, base::now());
} catch (const std::exception& error) {
    throw TryAgainLater{error.what()};
}

void add_bounce(CLI::App& app, Shell& shell)
{
    auto* command = app.add_subcommand("bounce", "Take in one delivery report from a mail server's pipe");
    const auto arrived_for = std::make_shared<std::string>();
    command->add_option("--for", *arrived_for, "The address that it came to, as the mail server knows it");
    command->footer(examples_of_bounce);
    command->callback([arrived_for, &shell] { take_from_pipe(shell, *arrived_for); });
}

} // namespace

void add_bounces(CLI::App& app, Shell& shell)
{
    struct Options {
        std::string directory;
        bool json = false;
    };
    auto* command = app.add_subcommand("bounces", "Take in the delivery reports in a Maildir");
    const auto options = std::make_shared<Options>();
    command->add_option("DIR", options->directory, "The Maildir, which holds new/ and cur/")
        ->required()
        ->check(CLI::ExistingDirectory);
    command->add_flag("--json", options->json, "Print one JSON object instead of text");
    command->footer(examples_of_bounces);
    command->callback([options, &shell] { read_maildir(shell, options->directory, options->json); });
    add_bounce(app, shell);
}

} // namespace admin
