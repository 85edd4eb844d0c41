#include "base/text.hpp"
#include "base/time.hpp"
#include "staff_line.hpp"
#include "store/staff_requests.hpp"

#include <iostream>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace admin {
namespace {

struct DoneCommand {
    std::uint64_t id = 0;
    StaffOptions staff;
};

std::string_view name_of(store::StaffRequestKind kind)
{
    return kind == store::StaffRequestKind::add_old_user ? "add_old_user" : "unknown";
}

nlohmann::json to_json(const store::StaffRequest& request)
{
    return {
        {"id", request.id},
        {"created_at", base::to_datetime(request.created_at)},
        {"kind", name_of(request.kind)},
        {"account", request.public_id},
        {"email", request.email},
        {"name", request.name},
        {"old_user_name", request.subject},
        {"message", request.message}};
}

void print(const store::StaffRequest& request)
{
    std::cout << request.id << "  " << base::to_datetime(request.created_at) << "  " << request.name << " <"
              << request.email << ">\n    old user name: " << request.subject << '\n';
    if (!request.message.empty()) std::cout << "    message: " << request.message << '\n';
}

/// What nobody has dealt with yet. Times are UTC.
void list_requests(const base::Settings& settings, bool as_json)
{
    Connection connection{settings.database};
    const auto requests = store::list_staff_requests(connection.db, std::numeric_limits<unsigned>::max());
    if (as_json) {
        auto all = nlohmann::json::array();
        for (const auto& request : requests) all.push_back(to_json(request));
        std::cout << all.dump(2) << '\n';
        return;
    }
    for (const auto& request : requests) print(request);
    if (requests.empty()) std::cout << "no request waits\n";
}

/// Marks a request as dealt with and records it in the trail of its account.
void finish_request(const Shell& shell, const DoneCommand& command)
{
    CommandLineDesk line{shell, command.staff.unit};
    const auto reason = checked_reason(command.staff.reason);
    const auto& actor = line.desk.actor;
    const bool done = store::in_transaction(line.connection.db, [&](store::Transaction& tx) {
        const auto account = store::finish_staff_request(tx, command.id, line.desk.now);
        if (!account) return false;
        tx.record(
            {.kind = store::AuditKind::request_to_staff,
             .account = *account,
             .client_network = "",
             .detail = "request " + std::to_string(command.id) + " done",
             .reference = "",
             .actor = actor.name,
             .unit = actor.unit,
             .reason = reason},
            line.desk.now);
        return true;
    });
    if (!done) throw std::runtime_error{"no request with this number waits; see \"requests list\""};
    std::cout << "request " << command.id << " is done\n";
}

void add_list(CLI::App& requests, Shell& shell)
{
    auto* list = requests.add_subcommand("list", "Those that wait, the oldest first");
    const auto as_json = std::make_shared<bool>(false);
    list->add_flag("--json", *as_json, "Print one JSON array instead of text");
    list->footer(R"(Examples:
  asiointi-admin requests list
  asiointi-admin requests list --json | jq '.[].email')");
    list->callback([as_json, &shell] { list_requests(shell.settings(), *as_json); });
}

void add_done(CLI::App& requests, Shell& shell)
{
    auto* done =
        requests.add_subcommand("done", "Mark a request as dealt with; the resident reads the unit and the reason");
    const auto options = std::make_shared<DoneCommand>();
    done->add_option("ID", options->id, "Number of the request, from the list")->required();
    add_staff_options(*done, options->staff);
    done->footer(R"(Examples:
  asiointi-admin requests done 12 --reason "The old user name was added")");
    done->callback([options, &shell] { finish_request(shell, *options); });
}

} // namespace

void add_requests(CLI::App& app, Shell& shell)
{
    auto* requests = app.add_subcommand("requests", "What residents have asked staff to do");
    requests->require_subcommand(1);
    add_list(*requests, shell);
    add_done(*requests, shell);
}

} // namespace admin
