#include "store/sessions.hpp"
#include "base/time.hpp"
#include "flow/staff_sessions.hpp"
#include "staff_line.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

namespace admin {
namespace {

constexpr unsigned most_sessions = 1000;

nlohmann::ordered_json to_json(const store::LiveSession& session)
{
    return {
        {"browser", session.user_agent},
        {"remembered", session.remembered},
        {"signed_in_at", base::to_datetime(session.times.created_at)},
        {"last_seen_at", base::to_datetime(session.times.last_seen_at)}};
}

/// Looking is recorded, as for every account.
void list_sessions(const Shell& shell, const std::string& who, bool as_json)
{
    CommandLineDesk line{shell};
    const auto account = line.find(who);
    flow::record_look(line.desk, account);
    auto all = nlohmann::ordered_json::array();
    for (const auto& each : store::list_sessions(line.connection.db, account.id, most_sessions, line.desk.now)) {
        all.push_back(to_json(each));
        if (!as_json)
            std::cout << base::to_datetime(each.times.created_at) << ", last seen "
                      << base::to_datetime(each.times.last_seen_at) << (each.remembered ? ", remembered" : "")
                      << "\n    " << each.user_agent << '\n';
    }
    if (as_json) std::cout << all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
    if (!as_json && all.empty()) std::cout << "nobody is signed in\n";
}

void end_sessions(Shell& shell, const StaffOptions& options)
{
    CommandLineDesk line{shell, options.unit};
    const auto reason = checked_reason(options.reason);
    const auto account = line.find(options.who);
    report(shell, flow::end_sessions(line.desk, account, reason), account, "signed out everywhere");
}

} // namespace

void add_sessions(CLI::App& app, Shell& shell)
{
    auto* sessions = app.add_subcommand("sessions", "Where somebody is signed in");
    sessions->require_subcommand(1);
    sessions->footer(R"(Examples:
  asiointi-admin sessions list esimerkki.erkki@example.com
  asiointi-admin sessions end esimerkki.erkki@example.com --reason "Puhelin katosi")");
    const auto options = std::make_shared<StaffOptions>();
    const auto as_json = std::make_shared<bool>(false);
    auto* list = sessions->add_subcommand("list", "Browsers and times; looking is recorded");
    list->add_option("who", options->who, "E-mail address or old user name")->required();
    list->add_flag("--json", *as_json, "Print one JSON array instead of text");
    list->callback([options, as_json, &shell] { list_sessions(shell, options->who, *as_json); });
    auto* end = sessions->add_subcommand("end", "Sign out everywhere; the password stays");
    end->add_option("who", options->who, "E-mail address or old user name")->required();
    add_staff_options(*end, *options);
    end->callback([options, &shell] { end_sessions(shell, *options); });
}

} // namespace admin
