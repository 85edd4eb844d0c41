#include "store/account_facts.hpp"

#include "auth/throttle.hpp"
#include "store/legacy_users.hpp"

#include <algorithm>

namespace store {
namespace {

constexpr unsigned most_rows = 30;

struct Times {
    base::Instant created_at;
    std::optional<base::Instant> password_set_at;
    std::optional<base::Instant> mail_stopped_at;
    std::optional<base::Instant> last_sign_in_at; ///< to the day
    std::optional<base::Instant> dormancy_told_at;
};

Times times_of(Database& db, base::AccountId id)
{
    return find_one(
               db,
               [](const Row& row) {
                   return Times{
                       .created_at = row.instant(0),
                       .password_set_at = row.optional_instant(1),
                       .mail_stopped_at = row.optional_instant(2),
                       .last_sign_in_at = row.optional_instant(3),
                       .dormancy_told_at = row.optional_instant(4)};
               },
               "SELECT created_at, password_set_at, mail_stopped_at, last_sign_in_at, dormancy_told_at FROM account"
               " WHERE id = ?",
               id)
        .value();
}

std::optional<base::Instant> state_since(Database& db, base::AccountId id)
{
    return find_one(
               db, [](const Row& row) { return row.optional_instant(0); },
               "SELECT MAX(at) FROM audit_event WHERE account_id = ? AND kind IN (?, ?, ?, ?, ?, ?)", id,
               AuditKind::account_locked, AuditKind::account_unlocked, AuditKind::account_frozen,
               AuditKind::account_closed, AuditKind::account_reopened, AuditKind::account_registered)
        .value_or(std::nullopt);
}

std::optional<base::Instant> last_sign_in(Database& db, base::AccountId id)
{
    return find_one(
               db, [](const Row& row) { return row.optional_instant(0); },
               "SELECT MAX(at) FROM audit_event WHERE account_id = ? AND kind = ?", id, AuditKind::sign_in)
        .value_or(std::nullopt);
}

unsigned
failures_under(Database& db, auth::CountedBy by, const auth::Digest& key, base::Instant now, base::Instant& since)
{
    const auto tally = find_one(
        db,
        [](const Row& row) {
            return auth::Tally{.failures = static_cast<unsigned>(row.integer(0)), .since = row.instant(1)};
        },
        "SELECT failures, last_at FROM throttle WHERE key_digest = ?", key);
    if (!tally) return 0;
    since = tally->since;
    return auth::still_counts(by, *tally, now).failures;
}

/// waits_as  which networks the failures of a name came from is not kept; from one alone is what costs the longest wait.
FailureFact
failures_of(Database& db, auth::CountedBy by, auth::CountedBy waits_as, const auth::Digest& key, base::Instant now)
{
    base::Instant since;
    FailureFact fact{.failures = failures_under(db, by, key, now, since)};
    const bool is_shut = auth::closes(by, fact.failures);
    (by == auth::CountedBy::name ? fact.password_is_shut : fact.device_is_shut) = is_shut;
    const auto not_before = since + auth::wait_after(waits_as, fact.failures);
    if (!is_shut && fact.failures > 0 && not_before > now) fact.not_before = not_before;
    return fact;
}

/// What hinders the owner most, wherever they are.
FailureFact failures_of(Database& db, const OwnerKeys& keys, base::Instant now)
{
    using auth::CountedBy;
    auto all = failures_of(db, CountedBy::name, CountedBy::both, keys.name, now);
    for (const auto& key : keys.devices) {
        const auto here = failures_of(db, CountedBy::device, CountedBy::device, key, now);
        all.failures = std::max(all.failures, here.failures);
        all.not_before = std::max(all.not_before, here.not_before);
        all.device_is_shut = all.device_is_shut || here.device_is_shut;
    }
    return all;
}

MailFact read_mail(const Row& row)
{
    const auto state = static_cast<MailState>(row.integer(1));
    return {
        .reason = static_cast<MailReason>(row.integer(0)),
        .state = state,
        .kind = row.text(2),
        .recipient = row.text(3),
        .reply = row.text(4),
        .attempts = static_cast<unsigned>(row.integer(5)),
        .created_at = row.instant(6),
        .finished_at = row.optional_instant(7),
        .next_try_at = state == MailState::queued ? row.optional_instant(8) : std::nullopt};
}

/// Those of the account, and those that went to its address before anybody knew whose it is.
std::vector<MailFact> mails_of(Database& db, const Account& account)
{
    return list(
        db, read_mail,
        "SELECT reason, state, kind, recipient_key, reply, attempts, created_at, finished_at, next_try_at FROM ("
        "SELECT id, reason, state, kind, recipient_key, reply, attempts, created_at, finished_at, next_try_at"
        " FROM mail_outbox WHERE account_id = ? UNION"
        " SELECT id, reason, state, kind, recipient_key, reply, attempts, created_at, finished_at, next_try_at"
        " FROM mail_outbox WHERE recipient_key = ? UNION"
        " SELECT id, reason, state, kind, recipient_key, reply, attempts, created_at, finished_at, next_try_at"
        " FROM mail_outbox WHERE typed_digest = ?) m ORDER BY created_at DESC, id DESC LIMIT ?",
        account.id, account.email_key, auth::digest(account.email_key), most_rows);
}

std::vector<LinkFact> links_of(Database& db, base::AccountId id)
{
    return list(
        db,
        [](const Row& row) {
            return LinkFact{
                .purpose = static_cast<LinkPurpose>(row.integer(0)),
                .created_at = row.instant(1),
                .expires_at = row.instant(2),
                .used_at = row.optional_instant(3),
                .ended_at = row.optional_instant(4)};
        },
        "SELECT t.purpose, t.created_at, t.expires_at, t.used_at, COALESCE(t.ended_at, c.stopped_at, c.done_at)"
        " FROM link_token t LEFT JOIN staff_change c ON c.id = t.staff_change_id WHERE t.account_id = ?"
        " ORDER BY t.created_at DESC LIMIT ?",
        id, most_rows);
}

std::vector<LegacyUser> old_users_of(Database& db, base::AccountId id)
{
    std::vector<LegacyUser> users;
    for (const auto& portal_id : list_portal_ids(db, id))
        if (auto user = find_legacy_user(db, portal_id)) users.push_back(*std::move(user));
    return users;
}

} // namespace

AccountFacts account_facts(Database& db, const Account& account, const OwnerKeys& keys, base::Instant now)
{
    const auto times = times_of(db, account.id);
    return {
        .account = account,
        .created_at = times.created_at,
        .password_set_at = times.password_set_at,
        .mail_stopped_at = times.mail_stopped_at,
        .state_since = state_since(db, account.id),
        .last_sign_in = std::max(last_sign_in(db, account.id), times.last_sign_in_at),
        .dormancy_told_at = times.dormancy_told_at,
        .failures = failures_of(db, keys, now),
        .old_users = old_users_of(db, account.id),
        .mails = mails_of(db, account),
        .links = links_of(db, account.id),
        .sessions = list_sessions(db, account.id, most_rows, now),
        .bounce = find_bounce(db, account.id),
        .waiting = find_open_staff_change_of(db, account.id),
        .staff = find_staff_member(db, account.id),
        .by_staff = list_staff_activities(db, account.id, most_rows)};
}

} // namespace store
