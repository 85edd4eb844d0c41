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

FailureFact failures_of(Database& db, const auth::Digest& name_key, base::Instant now)
{
    const auto tally = find_one(
        db,
        [](const Row& row) {
            return auth::Tally{.failures = static_cast<unsigned>(row.integer(0)), .since = row.instant(1)};
        },
        "SELECT failures, last_at FROM throttle WHERE key_digest = ?", name_key);
    if (!tally) return {};
    const auto failures = auth::still_counts(auth::CountedBy::name, *tally, now).failures;
    if (auth::closes(auth::CountedBy::name, failures)) return {.failures = failures, .password_is_shut = true};
    // Which networks they came from is not kept with the name; from one alone is what costs the longest wait.
    const auto not_before = tally->since + auth::wait_after(auth::CountedBy::both, failures);
    return {.failures = failures, .not_before = not_before > now ? std::optional{not_before} : std::nullopt};
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

AccountFacts account_facts(Database& db, const Account& account, const auth::Digest& name_key, base::Instant now)
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
        .failures = failures_of(db, name_key, now),
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
