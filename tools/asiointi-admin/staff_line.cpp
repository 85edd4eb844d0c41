#include "staff_line.hpp"

#include "auth/email_address.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <iostream>

namespace admin {
namespace {

using flow::ActOutcome;

std::string checked_unit(const std::string& given, const base::Settings& settings)
{
    auto unit = base::trimmed(given.empty() ? settings.staff.unit : given);
    if (unit.empty())
        throw WrongInput{"--unit is missing: which unit of the city does it? Or set [staff] unit in " + settings.file};
    if (!base::is_utf8(unit) || base::has_control_characters(unit) || base::code_points(unit) > 100)
        throw WrongInput{"--unit must be one line of at most 100 characters"};
    return unit;
}

struct Explanation {
    ActOutcome outcome;
    const char* sentence;
};

constexpr std::array explanations{
    Explanation{ActOutcome::nothing_to_do, "nothing to do: it was so already"},
    Explanation{ActOutcome::own_account, "nobody acts on their own account"},
    Explanation{ActOutcome::staff_account, "belongs to a member of staff; take the role away first (staff end)"},
    Explanation{ActOutcome::not_active, "is locked or closed; unlock it first, or ask its owner to sign in"},
    Explanation{
        ActOutcome::mails_stopped, "takes no mails: the reader of the address said that it is not theirs. Change the "
                                   "address (set-email), or, when "
                                   "that was a mistake, start mails again (start-mails)"},
    Explanation{ActOutcome::same_address, "has this address already"},
    Explanation{ActOutcome::address_taken, "not changed: another account has the new address, or had it some days ago"},
    Explanation{ActOutcome::same_account, "is the same account"},
    Explanation{ActOutcome::no_change_waits, "no change waits"},
    Explanation{ActOutcome::same_actor, "whoever asked for the change cannot confirm it"},
    Explanation{
        ActOutcome::another_change, "another change waits than the one of --change: look at it with \"account show\""},
};

} // namespace

/// sudo says who called it; whoever is root by other ways is known as root.
std::string person_at_the_keyboard()
{
    if (const char* sudo_user = std::getenv("SUDO_USER"); // NOLINT(concurrency-mt-unsafe): one thread
        sudo_user != nullptr && *sudo_user != '\0')
        return sudo_user;
    const auto* user = ::getpwuid(::getuid());
    return user != nullptr ? user->pw_name : "uid " + std::to_string(::getuid());
}

store::AuditEvent operator_event(
    const base::Settings& settings, store::AuditKind kind, std::optional<base::AccountId> account, std::string detail)
{
    return {
        .kind = kind,
        .account = account,
        .client_network = "",
        .detail = std::move(detail),
        .reference = "",
        .actor = person_at_the_keyboard(),
        .unit = settings.staff.unit};
}

void add_staff_options(CLI::App& command, StaffOptions& options)
{
    command.add_option("--reason", options.reason, "Why; the resident reads it")->required();
    command.add_option(
        "--unit", options.unit, "Which unit of the city does it; without it, staff.unit of the settings");
}

CommandLineDesk::CommandLineDesk(const Shell& shell, const std::string& unit)
    : settings{shell.settings()}, connection{settings.database},
      desk{
          .db = connection.db,
          .settings = settings,
          .actor = {.name = person_at_the_keyboard(), .unit = checked_unit(unit, settings)},
          .language = base::Language::fi,
          .now = base::now()}
{
}

store::Account CommandLineDesk::find(const std::string& who)
{
    const auto found = store::identify(connection.db, auth::parse_email_address(who), auth::user_name_key(who));
    if (!found)
        throw WrongInput{
            "no single account has the address or old user name \"" + who + "\"; \"account show\" tells more"};
    return found->account;
}

std::string checked_reason(const std::string& reason)
{
    auto text = base::trimmed(reason);
    if (!base::is_utf8(text) || base::has_control_characters(text))
        throw WrongInput{"--reason must be one line of text"};
    if (base::code_points(text) < flow::least_reason)
        throw WrongInput{"--reason is too short: say in a few words why, for the resident to read"};
    if (base::code_points(text) > flow::longest_reason)
        throw WrongInput{"--reason is longer than " + std::to_string(flow::longest_reason) + " characters"};
    return text;
}

void report(Shell& shell, ActOutcome outcome, const store::Account& account, const std::string& done)
{
    if (outcome == ActOutcome::done || outcome == ActOutcome::waits) {
        std::cout << account.email << ": " << done << '\n';
        return;
    }
    for (const auto& each : explanations)
        if (each.outcome == outcome) std::cerr << "asiointi-admin: " << account.email << ": " << each.sentence << '\n';
    shell.has_faults = outcome != ActOutcome::nothing_to_do;
}

} // namespace admin
