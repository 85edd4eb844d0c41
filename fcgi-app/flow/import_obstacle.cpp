#include "auth/name_text.hpp"
#include "base/text.hpp"
#include "flow/import_decision.hpp"
#include "store/column_text.hpp"

namespace flow {
namespace {

using store::LegacyStatus;

constexpr std::size_t most_name = 200;     ///< columns given_name, family_name
constexpr std::size_t most_old_name = 255; ///< column old_name
constexpr std::size_t most_address = 254;  ///< column email; RFC 5321
constexpr std::size_t most_password_hash = 512;

std::optional<std::string> address_on_file(const std::string& tidy, const std::optional<auth::EmailAddress>& address)
{
    if (address) return address->typed;
    if (tidy.empty()) return std::nullopt;
    return store::text_that_fits(tidy, most_address);
}

store::LegacyUser facts_of(const store::PortalUser& user, const std::optional<auth::EmailAddress>& address)
{
    const auto old_name = store::text_that_fits(auth::tidy_name(user.old_name), most_old_name);
    return {
        .portal_id = user.id,
        .old_name = old_name,
        .old_name_key = store::text_that_fits(auth::user_name_key(old_name), most_old_name),
        .email = address_on_file(auth::tidy_name(user.email), address),
        .email_key = address ? std::optional{address->key} : std::nullopt,
        .given_name = store::text_that_fits(auth::tidy_name(user.given_name), most_name),
        .family_name = store::text_that_fits(auth::tidy_name(user.family_name), most_name),
        .language = base::language_from_code(base::ascii_lower(base::trimmed(user.language))),
        .status = LegacyStatus::shared_address,
        .account = std::nullopt,
        .note = ""};
}

bool fits(const std::string& text, std::size_t most)
{
    return base::code_points(auth::tidy_name(text)) <= most;
}

std::optional<LegacyStatus> obstacle_of(
    const store::PortalUser& user, const std::optional<auth::EmailAddress>& address, base::Instant unseen_before)
{
    if (user.closed) return LegacyStatus::closed;
    if (user.last_used && *user.last_used < unseen_before) return LegacyStatus::long_unseen;
    if (auth::tidy_name(user.email).empty()) return LegacyStatus::no_address;
    const bool all_fit = fits(user.given_name, most_name) && fits(user.family_name, most_name) &&
                         fits(user.old_name, most_old_name) && fits(user.email, most_address);
    if (!all_fit) return LegacyStatus::too_long;
    if (!address) return LegacyStatus::invalid_address;
    return std::nullopt;
}

std::optional<ImportReason> reason_of(LegacyStatus obstacle)
{
    switch (obstacle) {
    case LegacyStatus::no_address:
        return ImportReason::no_address;
    case LegacyStatus::invalid_address:
        return ImportReason::invalid_address;
    case LegacyStatus::too_long:
        return ImportReason::too_long;
    case LegacyStatus::closed:
        return ImportReason::closed_in_portal;
    case LegacyStatus::long_unseen:
        return ImportReason::long_unseen;
    case LegacyStatus::linked:
    case LegacyStatus::shared_address:
    case LegacyStatus::erased:
        return std::nullopt;
    }
    return std::nullopt;
}

/// A resident who has set a password goes their own way, whatever the portal thinks of them by now.
std::optional<ImportReason> reason_to_look(LegacyStatus obstacle, const store::Account& linked)
{
    if (!is_still_the_portals(linked) || obstacle == LegacyStatus::long_unseen) return std::nullopt;
    if (obstacle == LegacyStatus::closed) return ImportReason::closed_since;
    return reason_of(obstacle);
}

std::string note_of(LegacyStatus obstacle)
{
    if (obstacle == LegacyStatus::closed) return "closed in the portal";
    if (obstacle == LegacyStatus::long_unseen) return "not seen in the portal for too long";
    const auto reason = reason_of(obstacle);
    return reason ? std::string{sentence_of(*reason)} : std::string{};
}

} // namespace

bool is_still_the_portals(const store::Account& account)
{
    const auto& hash = account.password_hash;
    return account.state == store::AccountState::active && !account.was_used &&
           (!hash || auth::is_imported_hash(*hash));
}

store::StagedUser judge_portal_user(const store::PortalUser& user, std::uint64_t position, base::Instant unseen_before)
{
    const auto address = auth::parse_email_address(user.email);
    store::StagedUser staged{position, facts_of(user, address), user.last_used};
    staged.facts.status = obstacle_of(user, address, unseen_before).value_or(LegacyStatus::shared_address);
    // What is not UTF-8 or too long for the column is no hash, but its user hears of it.
    if (!user.password_hash.empty())
        staged.password_hash = store::text_that_fits(user.password_hash, most_password_hash);
    return staged;
}

ImportedUser from_staged(const store::StagedUser& user, const std::vector<base::Key>& keys)
{
    ImportedUser imported{
        .facts = user.facts,
        .address = std::nullopt,
        .obstacle = std::nullopt,
        .last_used = user.last_used,
        .position = user.position};
    if (user.facts.status != LegacyStatus::shared_address)
        imported.obstacle = user.facts.status;
    else
        imported.address = auth::EmailAddress{user.facts.email.value(), user.facts.email_key.value()};
    if (!user.password_hash || imported.obstacle) return imported;
    imported.password = PortalPassword{auth::read_old_hash(*user.password_hash), {}};
    for (const auto& key : keys) imported.password->marks.push_back(auth::mark_of(key, *user.password_hash));
    return imported;
}

ImportPlan decide(const ImportGroup& group)
{
    ImportPlan plan;
    if (!group.members.empty()) {
        const auto& first = group.members.front();
        const auto linked = group.linked.empty() ? std::nullopt : std::optional{group.linked.front()};
        plan = first.user.obstacle ? decide_obstacle(first, linked) : decide_group(group);
    }
    plan.outcomes.insert(plan.outcomes.end(), group.erased, LegacyStatus::erased);
    return plan;
}

ImportPlan decide_obstacle(const ImportMember& member, const std::optional<store::Account>& linked)
{
    const auto& facts = member.user.facts;
    const auto obstacle = member.user.obstacle.value();
    ImportPlan plan;
    plan.outcomes = {linked ? LegacyStatus::linked : obstacle};
    if (const auto reason = linked ? reason_to_look(obstacle, *linked) : reason_of(obstacle)) {
        plan.findings.push_back({member.user.position, *reason});
    }
    if (linked) return plan; // what was linked once is never taken away here

    auto row = facts;
    row.status = obstacle;
    row.note = note_of(obstacle);
    if (row != member.recorded) plan.rows.push_back(std::move(row));
    return plan;
}

} // namespace flow
