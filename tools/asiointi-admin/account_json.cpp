#include "account_json.hpp"

#include "store/trail.hpp"

#include <array>

namespace admin {
namespace {

using nlohmann::ordered_json;

/// The words of an enumeration whose numbers begin with 1; "unknown" for one that a newer program wrote.
template <std::size_t Size, class Enum>
std::string_view word(const std::array<std::string_view, Size>& words, Enum value)
{
    const auto place = static_cast<std::size_t>(value) - 1;
    return place < Size ? words.at(place) : "unknown";
}

constexpr std::array<std::string_view, 4> mail_states{"queued", "sent", "dead", "not_sent"};
constexpr std::array<std::string_view, 6> link_purposes{"set_password",      "registration", "change_email",
                                                        "undo_email_change", "add_old_user", "stop_staff_change"};
constexpr std::array<std::string_view, 8> old_user_states{"linked", "shared_address", "no_address", "invalid_address",
                                                          "closed", "long_unseen",    "too_long",   "erased"};
ordered_json time(const std::optional<base::Instant>& at)
{
    return at ? ordered_json(base::to_datetime(*at)) : ordered_json(nullptr);
}

ordered_json to_json(const store::LegacyUser& user)
{
    return {
        {"portal_id", user.portal_id},
        {"old_name", user.old_name},
        {"email", user.email.value_or("")},
        {"note", user.note}};
}

ordered_json to_json(const store::MailFact& mail)
{
    return {
        {"asked_at", base::to_datetime(mail.created_at)},
        {"kind", mail.kind},
        {"state", mail_state_name(mail.state)},
        {"to", mail.recipient},
        {"reply", mail.reply},
        {"attempts", mail.attempts},
        {"finished_at", time(mail.finished_at)},
        {"next_try_at", time(mail.next_try_at)}};
}

ordered_json to_json(const store::LinkFact& link)
{
    return {
        {"purpose", link_purpose_name(link.purpose)},
        {"created_at", base::to_datetime(link.created_at)},
        {"expires_at", base::to_datetime(link.expires_at)},
        {"used_at", time(link.used_at)},
        {"ended_at", time(link.ended_at)}};
}

ordered_json to_json(const store::LiveSession& session)
{
    return {
        {"since", base::to_datetime(session.times.created_at)},
        {"last_used", base::to_datetime(session.times.last_seen_at)},
        {"remembered", session.remembered},
        {"user_agent", session.user_agent}};
}

ordered_json to_json(const store::Activity& activity)
{
    return {
        {"at", base::to_datetime(activity.at)},
        {"what", store::audit_name(activity.kind)},
        {"unit", activity.unit},
        {"reason", activity.reason}};
}

ordered_json to_json(const flow::Diagnosis& diagnosis)
{
    return {{"what", flow::name(diagnosis.why)}, {"at", time(diagnosis.at)}, {"text", diagnosis.text}};
}

ordered_json to_json(const store::StaffChange& change)
{
    return {
        {"id", change.id},
        {"kind", change.what.kind == store::StaffChangeKind::merge ? "merge" : "new_address"},
        {"from", change.what.old_email},
        {"to", change.what.user_name.typed},
        {"asked_by", change.what.actor},
        {"unit", change.what.unit},
        {"due_at", base::to_datetime(change.what.due_at)}};
}

template <class Rows>
ordered_json all(const Rows& rows)
{
    auto list = ordered_json::array();
    for (const auto& row : rows) list.push_back(to_json(row));
    return list;
}

} // namespace

std::string_view state_name(const store::Account& account)
{
    constexpr std::array<std::string_view, 3> states{"active", "locked", "closed"};
    return word(states, account.state);
}

std::string_view mail_state_name(store::MailState state)
{
    return word(mail_states, state);
}

std::string_view link_purpose_name(store::LinkPurpose purpose)
{
    return word(link_purposes, purpose);
}

std::string_view old_user_state_name(store::LegacyStatus status)
{
    return word(old_user_states, status);
}

ordered_json to_json(const store::AccountFacts& facts, const std::vector<flow::Diagnosis>& diagnoses)
{
    const auto& account = facts.account;
    return {
        {"account", account.public_id},
        {"email", account.email},
        {"given_name", account.given_name},
        {"family_name", account.family_name},
        {"state", state_name(account)},
        {"state_since", time(facts.state_since)},
        {"created_at", base::to_datetime(facts.created_at)},
        {"has_password", account.password_hash.has_value()},
        {"password_set_at", time(facts.password_set_at)},
        {"last_sign_in", time(facts.last_sign_in)},
        {"dormancy_told_at", time(facts.dormancy_told_at)},
        {"failures", facts.failures.failures},
        {"not_before", time(facts.failures.not_before)},
        {"password_is_closed", facts.failures.password_is_shut},
        {"browser_is_closed", facts.failures.device_is_shut},
        {"diagnoses", all(diagnoses)},
        {"old_users", all(facts.old_users)},
        {"waiting_change", facts.waiting ? to_json(*facts.waiting) : ordered_json(nullptr)},
        {"mails", all(facts.mails)},
        {"links", all(facts.links)},
        {"sessions", all(facts.sessions)},
        {"by_staff", all(facts.by_staff)}};
}

ordered_json to_json(const store::FoundPeople& people)
{
    auto rows = ordered_json::array();
    for (const auto& person : people.rows)
        rows.push_back(
            {{"account", person.public_id},
             {"email", person.email},
             {"name", person.name},
             {"old_name", person.old_name},
             {"old_user_state", person.old_status ? ordered_json(old_user_state_name(*person.old_status)) : nullptr},
             {"old_user_note", person.old_note}});
    return {{"people", std::move(rows)}, {"has_more", people.has_more}};
}

} // namespace admin
