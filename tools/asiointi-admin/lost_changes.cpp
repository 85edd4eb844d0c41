#include "lost_changes.hpp"

#include "base/time.hpp"
#include "store/restored.hpp"
#include "store/staff_search.hpp"
#include "store/trail.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace admin {
namespace {

using store::AuditKind;

/// What a resident would miss, or somebody could misuse, when it is undone by a restore.
constexpr std::array kinds_that_matter{
    AuditKind::password_set,     AuditKind::password_changed,    AuditKind::account_registered,
    AuditKind::email_changed,    AuditKind::email_change_undone, AuditKind::account_frozen,
    AuditKind::account_locked,   AuditKind::account_unlocked,    AuditKind::account_closed,
    AuditKind::account_reopened, AuditKind::accounts_merged,     AuditKind::mail_stopped,
    AuditKind::staff_role_given, AuditKind::staff_role_ended,    AuditKind::invited};

/// "08", as a part of a time of day.
std::optional<unsigned> two_digits(std::string_view text)
{
    unsigned value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && stop == text.data() + 2 ? std::optional{value} : std::nullopt;
}

/// Of a line of the log: "2026-11-26T10:16:18.123Z", cut to whole seconds.
std::optional<base::Instant> parse_time(std::string_view text)
{
    constexpr std::string_view shape = "2026-11-26T10:16:18";
    if (text.size() < shape.size()) return std::nullopt;
    const auto day = base::parse_day(text.substr(0, 10));
    const auto hour = two_digits(text.substr(11, 2));
    const auto minute = two_digits(text.substr(14, 2));
    const auto second = two_digits(text.substr(17, 2));
    if (!day || !hour || !minute || !second) return std::nullopt;
    return base::Instant{*day} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second};
}

std::string text_of(const nlohmann::json& line, const char* name)
{
    const auto member = line.find(name);
    return member != line.end() && member->is_string() ? member->get<std::string>() : "";
}

std::optional<AuditKind> kind_of(const std::string& event)
{
    const auto* found = std::ranges::find(kinds_that_matter, event, store::audit_name);
    return found != kinds_that_matter.end() ? std::optional{*found} : std::nullopt;
}

/// Nullopt for a line that tells of nothing that matters.
std::optional<LostChange> parse_line(const std::string& text)
{
    const auto line = nlohmann::json::parse(text, nullptr, false);
    if (!line.is_object()) return std::nullopt;
    const auto kind = kind_of(text_of(line, "event"));
    const auto at = parse_time(text_of(line, "time"));
    auto public_id = text_of(line, "account");
    if (!kind || !at || public_id.empty()) return std::nullopt;
    return LostChange{.at = *at, .kind = *kind, .public_id = std::move(public_id), .account = std::nullopt};
}

bool is_lost(store::Database& db, LostChange& change)
{
    change.account = store::find_account_by_public_id(db, change.public_id);
    return !change.account || !store::trail_has(db, change.kind, change.account->id, change.at);
}

} // namespace

std::vector<LostChange> find_lost_changes(store::Database& db, std::istream& log)
{
    std::vector<LostChange> lost;
    for (std::string text; std::getline(log, text);)
        if (auto change = parse_line(text); change && is_lost(db, *change)) lost.push_back(*std::move(change));
    return lost;
}

} // namespace admin
