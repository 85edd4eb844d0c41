#include "keys_report.hpp"

#include "app/key_purposes.hpp"
#include "base/time.hpp"

#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

namespace admin {
namespace {

struct Line {
    std::string purpose;
    std::string name;  ///< "" for a password
    std::string state; ///< "next", "current", "verifying"; of a password "in use" or "none"
    std::string_view owner;
    auth::KeyEntry entry{};
    std::optional<std::chrono::days> age{};
    bool is_old = false;
};

std::string_view in_words(auth::KeyState state)
{
    switch (state) {
    case auth::KeyState::next:
        return "next";
    case auth::KeyState::current:
        return "current";
    case auth::KeyState::verifying:
        return "verifying";
    }
    return "unknown";
}

void add_purpose(
    const base::Settings& settings, const app::PurposeFacts& facts, auth::Day today, std::vector<Line>& lines)
{
    const auto entries = app::list_keys(app::key_file(settings, facts.purpose), facts.purpose);
    const auto states = auth::states_of(entries);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto age = app::age_of(entries[i], today);
        const bool is_current = states[i] == auth::KeyState::current;
        lines.push_back(
            {.purpose = std::string{facts.name},
             .name = auth::key_name(entries[i].key),
             .state = std::string{in_words(states[i])},
             .owner = facts.owner,
             .entry = entries[i],
             .age = age,
             .is_old = is_current && age && *age > settings.key.warn_after});
    }
}

void add_password(
    std::string purpose, std::string_view owner, const base::Credential& password, std::vector<Line>& lines)
{
    lines.push_back(
        {.purpose = std::move(purpose), .name = "", .state = password.empty() ? "none" : "in use", .owner = owner});
}

std::vector<Line> all_lines(const base::Settings& settings, auth::Day today)
{
    std::vector<Line> lines;
    for (const auto& facts : app::key_purposes)
        if (!app::key_file(settings, facts.purpose).empty()) add_purpose(settings, facts, today, lines);
    const auto& database = settings.database;
    add_password("database.pages_password", "pages workers, check workers", database.pages_password, lines);
    add_password("database.background_password", "background process", database.background_password, lines);
    add_password("database.admin_password", "asiointi-admin", database.admin_password, lines);
    add_password("mail.password", "background process", settings.mail.password, lines);
    return lines;
}

nlohmann::ordered_json day(const std::optional<auth::Day>& day)
{
    return day ? nlohmann::ordered_json(base::to_date(*day)) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json to_json(const Line& line)
{
    return {
        {"purpose", line.purpose},
        {"name", line.name},
        {"state", line.state},
        {"owner", line.owner},
        {"made", day(line.entry.made)},
        {"used", day(line.entry.used)},
        {"retired", day(line.entry.retired)},
        {"age_days", line.age ? nlohmann::ordered_json(line.age->count()) : nlohmann::ordered_json(nullptr)},
        {"old", line.is_old}};
}

std::string age_in_words(const Line& line)
{
    if (line.name.empty()) return "-";
    if (!line.age) return "age unknown";
    return std::to_string(line.age->count()) + (line.age->count() == 1 ? " day" : " days");
}

void print(const Line& line)
{
    std::cout << std::left << std::setw(29) << line.purpose << std::setw(12) << (line.name.empty() ? "-" : line.name)
              << std::setw(11) << line.state << std::setw(13) << age_in_words(line) << line.owner << '\n';
    if (line.is_old) std::cout << "    old: asiointi-admin keys rotate " << line.purpose << '\n';
}

} // namespace

void print_keys(const base::Settings& settings, auth::Day today, bool as_json)
{
    const auto lines = all_lines(settings, today);
    if (!as_json) {
        for (const auto& line : lines) print(line);
        return;
    }
    auto all = nlohmann::ordered_json::array();
    for (const auto& line : lines) all.push_back(to_json(line));
    std::cout << all.dump(2) << '\n';
}

} // namespace admin
