#include "base/time.hpp"
#include "flow/staff_record.hpp"
#include "staff_line.hpp"
#include "store/sessions.hpp"
#include "store/staff_members.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

namespace admin {
namespace {

base::Instant months_later(base::Instant now, unsigned months)
{
    return now + std::chrono::duration_cast<std::chrono::seconds>(std::chrono::months{months});
}

void give(const Shell& shell, const StaffOptions& options)
{
    CommandLineDesk line{shell, options.unit};
    const auto reason = checked_reason(options.reason);
    const auto account = line.find(options.who);
    if (account.state != store::AccountState::active || !account.password_hash)
        throw WrongInput{account.email + ": must be active and have a password before it can be staff"};
    const auto ends_at = months_later(line.desk.now, line.settings.staff.role_months);
    store::in_transaction(line.connection.db, [&](store::Transaction& tx) {
        store::give_staff_role(tx, account.id, line.desk.actor.unit, ends_at, line.desk.now);
        // Whoever is signed in by now may be remembered: the rules for staff begin with the next sign-in.
        store::end_sessions(tx, account.id, std::nullopt, line.desk.now);
        tx.record(
            flow::staff_event(line.desk, store::AuditKind::staff_role_given, account.id, line.desk.actor.unit, reason),
            line.desk.now);
    });
    std::cout << account.email << ": staff (" << line.desk.actor.unit << ") until " << base::to_datetime(ends_at)
              << " UTC\n";
    if (line.settings.staff.networks.empty())
        std::cerr << "asiointi-admin: [staff] networks is empty in " << line.settings.file
                  << ": /Account/Staff opens for nobody yet\n";
}

void end(Shell& shell, const StaffOptions& options)
{
    CommandLineDesk line{shell, options.unit};
    const auto reason = checked_reason(options.reason);
    const auto account = line.find(options.who);
    const auto outcome = store::in_transaction(line.connection.db, [&](store::Transaction& tx) {
        if (!store::end_staff_role(tx, account.id, line.desk.now)) return flow::ActOutcome::nothing_to_do;
        store::end_sessions(tx, account.id, std::nullopt, line.desk.now);
        tx.record(
            flow::staff_event(line.desk, store::AuditKind::staff_role_ended, account.id, "", reason), line.desk.now);
        return flow::ActOutcome::done;
    });
    report(shell, outcome, account, "is not staff any more");
}

const char* state_of(const store::StaffMember& member, base::Instant now)
{
    if (member.suspended_at) return "suspended";
    return store::holds(member, now) ? "holds" : "ended";
}

void list(const Shell& shell, bool as_json)
{
    const auto settings = shell.settings();
    Connection connection{settings.database};
    const auto now = base::now();
    auto rows = nlohmann::ordered_json::array();
    for (const auto& each : store::list_staff_members(connection.db)) {
        const auto* state = state_of(each.member, now);
        rows.push_back(
            {{"email", each.email},
             {"name", each.name},
             {"unit", each.member.unit},
             {"state", state},
             {"ends_at", base::to_datetime(each.member.ends_at)}});
        if (!as_json)
            std::cout << each.email << "  " << each.name << "  " << each.member.unit << "  " << state << ", until "
                      << base::to_datetime(each.member.ends_at) << " UTC\n";
    }
    if (as_json) std::cout << rows.dump(2) << '\n';
    if (!as_json && rows.empty()) std::cout << "nobody has the role\n";
}

void add_change(
    CLI::App& staff, Shell& shell, const char* name, const char* help, void (*act)(Shell&, const StaffOptions&))
{
    auto* command = staff.add_subcommand(name, help);
    const auto options = std::make_shared<StaffOptions>();
    command->add_option("who", options->who, "E-mail address of the member's own account")->required();
    add_staff_options(*command, *options);
    command->callback([options, &shell, act] { act(shell, *options); });
}

} // namespace

void add_staff(CLI::App& app, Shell& shell)
{
    auto* staff = app.add_subcommand("staff", "Who may open the help desk's page, /Account/Staff");
    staff->require_subcommand(1);
    staff->footer(R"(Examples:
  asiointi-admin staff give lupaneuvoja@example.fi --unit Lupaneuvonta --reason "Aloitti neuvonnassa"
  asiointi-admin staff end lupaneuvoja@example.fi --reason "Siirtyi toiseen tehtävään"
  asiointi-admin staff list)");
    add_change(
        *staff, shell, "give", "Give the role, or renew it: for staff.role_months, and after it was suspended",
        [](Shell& each, const StaffOptions& options) { give(each, options); });
    add_change(*staff, shell, "end", "Take the role away; the member is signed out", end);
    auto* listing = staff->add_subcommand("list", "Who has it, and until when");
    const auto as_json = std::make_shared<bool>(false);
    listing->add_flag("--json", *as_json, "Print one JSON array instead of text");
    listing->callback([as_json, &shell] { list(shell, *as_json); });
}

} // namespace admin
