#include "flow/progress.hpp"

#include "app/constants.hpp"
#include "base/time.hpp"
#include "new_file.hpp"
#include "shell.hpp"
#include "view/progress_chart.hpp"

#include <iomanip>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

namespace admin {
namespace {

constexpr const char* examples = R"(
Examples:
  asiointi-admin progress                                   a table
  asiointi-admin progress --json | jq .in_all
  asiointi-admin progress --svg progress.svg --lang sv      a picture for the city council

Days are those of Finland. Residents who registered anew are not counted.)";

struct ProgressCommand {
    bool json = false;
    std::string svg;
    std::string language = "fi";
};

constexpr std::array<const char*, 7> names{"imported", "invited",         "password_set", "signed_in",
                                           "bounced",  "waits_for_human", "closed"};
constexpr std::array<const char*, 7> headings{"Imported", "Invited", "Password set", "Signed in",
                                              "Bounced",  "Waits",   "Closed"};

struct StandLine {
    const char* name;
    const char* sentence;
    unsigned store::MovingStand::*count;
};

using Stand = store::MovingStand;
constexpr std::array of_accounts{
    StandLine{"invitations_waiting", "invitations wait to leave", &Stand::invitations_waiting},
    StandLine{"mails_stopped", "without a password, whose reader said \"not for me\"", &Stand::mails_stopped},
    StandLine{"locked", "locked", &Stand::locked},
    StandLine{"closed_by_owner", "closed by their owners", &Stand::closed_by_owner},
};
constexpr std::array of_old_users{
    StandLine{
        "wait_for_human", "wait for a human: a conflict about the address, or data that do not fit",
        &Stand::wait_for_human},
    StandLine{"without_address", "have no address that could be written to", &Stand::without_address},
    StandLine{"closed_in_portal", "are closed in the portal", &Stand::closed_in_portal},
    StandLine{"gone_from_portal", "are no longer in the portal", &Stand::gone_from_portal},
    StandLine{"account_closed", "have the address of an account that was closed here", &Stand::account_closed},
    StandLine{"long_unseen", "were not seen for too long", &Stand::long_unseen},
    StandLine{"erased", "had their account erased", &Stand::erased},
};

std::string iso(std::chrono::sys_days day)
{
    return base::to_datetime(day).substr(0, 10);
}

nlohmann::ordered_json to_json(const flow::StepCounts& counts)
{
    nlohmann::ordered_json json;
    for (std::size_t i = 0; i < names.size(); ++i) json[names.at(i)] = counts.at(i);
    return json;
}

nlohmann::ordered_json to_json(const flow::Progress& progress)
{
    nlohmann::ordered_json json;
    json["in_all"] = to_json(progress.in_all);
    for (const auto& line : of_accounts) json["accounts"][line.name] = progress.stand.*line.count;
    for (const auto& line : of_old_users) json["old_users_without_account"][line.name] = progress.stand.*line.count;
    json["per_day"] = nlohmann::ordered_json::array();
    for (const auto& [day, counts] : progress.by_day) {
        nlohmann::ordered_json of_day{{"day", iso(day)}};
        of_day.update(to_json(counts));
        json["per_day"].push_back(std::move(of_day));
    }
    return json;
}

void print_row(const std::string& what, const flow::StepCounts& counts)
{
    std::cout << std::left << std::setw(12) << what << std::right;
    for (const auto count : counts) std::cout << std::setw(14) << count;
    std::cout << '\n';
}

template <std::size_t Size>
void print_stand(const char* heading, const Stand& stand, const std::array<StandLine, Size>& lines)
{
    std::cout << '\n' << heading << '\n';
    for (const auto& line : lines) std::cout << std::setw(8) << stand.*line.count << "  " << line.sentence << '\n';
}

void print_table(const flow::Progress& progress)
{
    std::cout << std::left << std::setw(12) << "Residents" << std::right;
    for (const auto* heading : headings) std::cout << std::setw(14) << heading;
    std::cout << '\n';
    for (const auto& [day, counts] : progress.by_day) print_row(iso(day), counts);
    print_row("in all", progress.in_all);
    print_stand("Accounts, of which", progress.stand, of_accounts);
    print_stand("Old users who lead to no account", progress.stand, of_old_users);
}

std::vector<view::ChartDay> days_of_chart(const flow::Progress& progress)
{
    std::vector<view::ChartDay> days;
    std::array<unsigned, 4> until_then{};
    for (const auto& [day, counts] : progress.by_day) {
        for (std::size_t i = 0; i < until_then.size(); ++i) until_then.at(i) += counts.at(i);
        days.push_back({day, until_then});
    }
    return days;
}

void draw(const base::Settings& settings, const flow::Progress& progress, const ProgressCommand& command)
{
    constexpr mode_t for_everybody = 0644; // numbers, and no person
    const view::Texts texts{settings.template_directory + "/locale", app::constants(settings)};
    const auto language = base::language_from_code(command.language).value_or(base::Language::fi);
    NewFile file{command.svg, for_everybody};
    const view::ChartAside aside{
        .bounced = progress.in_all.at(4), .wait_for_human = progress.in_all.at(5), .closed = progress.in_all.at(6)};
    file.write(view::progress_chart(days_of_chart(progress), aside, view::local_day(base::now()), texts, language));
    file.keep();
}

void show(const base::Settings& settings, const ProgressCommand& command)
{
    auto database = settings.database;
    database.query_timeout = std::chrono::minutes{10}; // it looks at everybody
    Connection connection{database};
    const auto progress = flow::read_progress(connection.db);
    if (!command.svg.empty()) draw(settings, progress, command);
    if (command.json)
        std::cout << to_json(progress).dump(2) << '\n';
    else if (command.svg.empty())
        print_table(progress);
    else
        std::cout << "the picture is in " << command.svg << '\n';
}

} // namespace

void add_progress(CLI::App& app, Shell& shell)
{
    auto* command = app.add_subcommand("progress", "How far residents have moved over, per day and in all");
    const auto options = std::make_shared<ProgressCommand>();
    command->add_flag("--json", options->json, "Print one JSON object instead of a table");
    auto* svg = command->add_option("--svg", options->svg, "Draw a picture into this file");
    command->add_option("--lang", options->language, "Language of the picture")
        ->check(CLI::IsMember({"fi", "sv", "en"}))
        ->capture_default_str()
        ->needs(svg);
    command->footer(examples);
    command->callback([options, &shell] { show(shell.settings(), *options); });
}

} // namespace admin
