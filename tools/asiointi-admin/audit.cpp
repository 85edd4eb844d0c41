#include "account_json.hpp"
#include "base/time.hpp"
#include "staff_line.hpp"
#include "store/trail.hpp"

#include <iostream>

namespace admin {
namespace {

constexpr unsigned most_events = 10'000;

struct AuditCommand {
    std::string who;
    bool all = false;
    unsigned most = 50;
    std::uint64_t before = 0; ///< 0: from the newest on
    bool json = false;
};

nlohmann::ordered_json to_json(const store::TrailEvent& event)
{
    return {
        {"id", event.id},
        {"at", base::to_datetime(event.at)},
        {"kind", store::audit_name(event.kind)},
        {"email", event.email},
        {"network", event.client_network},
        {"detail", event.detail},
        {"reference", event.reference},
        {"actor", event.actor},
        {"unit", event.unit},
        {"reason", event.reason}};
}

void print(const store::TrailEvent& event)
{
    std::cout << event.id << "  " << base::to_datetime(event.at) << "  " << store::audit_name(event.kind);
    for (const auto& [label, value] :
         {std::pair{"", event.email}, {"from ", event.client_network}, {"", event.detail}, {"ref ", event.reference}})
        if (!value.empty()) std::cout << "  " << label << value;
    std::cout << '\n';
    if (!event.actor.empty())
        std::cout << "    " << event.actor << " (" << event.unit << ")" << (event.reason.empty() ? "" : ": ")
                  << event.reason << '\n';
}

/// Looking is recorded: at an account, or as a search.
std::vector<store::TrailEvent> look(CommandLineDesk& line, const AuditCommand& command)
{
    const auto before = command.before == 0 ? std::nullopt : std::optional{command.before};
    if (command.all) {
        flow::record_search(line.desk);
        return store::list_trail(line.connection.db, before, command.most + 1);
    }
    const auto account = line.find(command.who);
    flow::record_look(line.desk, account);
    return store::list_trail_of(line.connection.db, account.id, before, command.most + 1);
}

void show(const Shell& shell, const AuditCommand& command)
{
    if (command.all == !command.who.empty()) throw CLI::ValidationError{"name an account, or --all"};
    CommandLineDesk line{shell};
    auto events = look(line, command);
    const bool has_older = events.size() > command.most;
    if (has_older) events.pop_back();
    if (command.json) {
        auto all = nlohmann::ordered_json::array();
        for (const auto& event : events) all.push_back(to_json(event));
        std::cout << all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
        return;
    }
    for (const auto& event : events) print(event);
    if (has_older) std::cout << "older ones: --before " << events.back().id << '\n';
}

} // namespace

void add_audit(CLI::App& app, Shell& shell)
{
    auto* command =
        app.add_subcommand("audit", "The trail of an account, or of all, the newest first; looking is recorded");
    const auto options = std::make_shared<AuditCommand>();
    command->add_option("who", options->who, "E-mail address or old user name");
    command->add_flag("--all", options->all, "Of everybody");
    command->add_option("--most", options->most, "How many")->check(CLI::Range(1U, most_events))->capture_default_str();
    command->add_option("--before", options->before, "Only those that are older than the event with this number");
    command->add_flag("--json", options->json, "Print one JSON array instead of text");
    command->footer(R"(Examples:
  asiointi-admin audit esimerkki.erkki@example.com
  asiointi-admin audit --all --most 1000 --json)");
    command->callback([options, &shell] { show(shell, *options); });
}

} // namespace admin
