#include "store/restored.hpp"

#include "store/accounts.hpp"

namespace store {
namespace {

/// Between a row of the trail and its line in the log lie a COMMIT and at most a wait for a lock.
constexpr std::chrono::seconds log_lag{15};

std::optional<base::Instant> newest_event(Database& db)
{
    const auto found = find_one(
        db, [](const Row& row) { return row.optional_instant(0); }, "SELECT MAX(at) FROM audit_event");
    return found.value_or(std::nullopt);
}

/// A sign-in may have been ended since, by signing out, by a new password or because somebody else had it.
unsigned end_all_sessions(Transaction& tx, base::Instant now)
{
    (void)execute(
        tx.db(),
        "INSERT INTO session_revocation (account_id, at) SELECT DISTINCT account_id, ? FROM session"
        " WHERE ended_at IS NULL",
        now);
    return static_cast<unsigned>(execute(tx.db(), "UPDATE session SET ended_at = ? WHERE ended_at IS NULL", now));
}

/// Those for undoing and stopping, too, which nothing else ends: they may have been used.
unsigned end_all_links(Transaction& tx, base::Instant now)
{
    return static_cast<unsigned>(
        execute(tx.db(), "UPDATE link_token SET ended_at = ? WHERE used_at IS NULL AND ended_at IS NULL", now));
}

/// One may have been stopped, or have taken effect and been told of; its link for stopping it is dead besides.
unsigned stop_all_staff_changes(Transaction& tx, base::Instant now)
{
    return static_cast<unsigned>(
        execute(tx.db(), "UPDATE staff_change SET stopped_at = ? WHERE done_at IS NULL AND stopped_at IS NULL", now));
}

/// Whoever was told that the account is dormant may have signed in since the backup, and is told again.
void forget_all_told_dormancy(Transaction& tx)
{
    (void)execute(
        tx.db(), "UPDATE account SET dormancy_told_at = NULL WHERE state = ? AND dormancy_told_at IS NOT NULL",
        AccountState::active);
}

/// As finish_mail() ends one. The row of an invitation stays, so nobody is invited a second time.
std::vector<MailsSetAside> set_all_mails_aside(Transaction& tx, base::Instant now)
{
    auto counts = list(
        tx.db(),
        [](const Row& row) {
            return MailsSetAside{static_cast<MailReason>(row.integer(0)), static_cast<unsigned>(row.integer(1))};
        },
        "SELECT reason, COUNT(*) FROM mail_outbox WHERE state = ? GROUP BY reason ORDER BY reason", MailState::queued);
    (void)execute(
        tx.db(),
        "UPDATE mail_outbox SET state = ?, reply = ?, finished_at = ?, typed = '', return_url = '', detail = '',"
        " unit = '', why = '' WHERE state = ?",
        MailState::not_sent, "restored from a backup: may have left before", now, MailState::queued);
    return counts;
}

/// A delivery report names a mail by its number alone. So the numbers of mails that have left since the backup are given to no
/// others. As many are skipped as milliseconds have gone by since 1970: more than a city sends, and others each time, so that a
/// backup that is restored twice gives none again. That its number was given is all that stays of the row.
void skip_numbers_of_lost_mails(Transaction& tx, base::Instant now)
{
    const auto newest = find_one(
        tx.db(), [](const Row& row) { return static_cast<std::uint64_t>(row.integer(0)); },
        "SELECT COALESCE(MAX(id), 0) FROM mail_outbox");
    const auto milliseconds = static_cast<std::uint64_t>(std::chrono::milliseconds{now.time_since_epoch()}.count());
    const auto skipped_to = newest.value_or(0) + milliseconds;
    (void)execute(
        tx.db(),
        "INSERT INTO mail_outbox (id, reason, typed, typed_digest, account_id, password_generation, locale, return_url,"
        " email_change_id, detail, staff_change_id, unit, why, state, in_bulk, not_before, next_try_at, created_at)"
        " VALUES (?, ?, '', '', NULL, 0, ?, '', NULL, '', NULL, '', '', ?, 0, NULL, ?, ?)",
        skipped_to, MailReason::forgot, base::code(base::Language::fi), MailState::not_sent, now, now);
    (void)execute(tx.db(), "DELETE FROM mail_outbox WHERE id = ?", skipped_to);
}

} // namespace

EndedAfterRestore end_what_was_restored(Transaction& tx, base::Instant now)
{
    forget_all_told_dormancy(tx);
    skip_numbers_of_lost_mails(tx, now);
    return {
        .newest_event = newest_event(tx.db()),
        .sessions = end_all_sessions(tx, now),
        .links = end_all_links(tx, now),
        .staff_changes = stop_all_staff_changes(tx, now),
        .mails = set_all_mails_aside(tx, now)};
}

bool trail_has(Database& db, AuditKind kind, base::AccountId account, base::Instant logged_at)
{
    return find_one(
               db, [](const Row& row) { return row.integer(0); },
               "SELECT 1 FROM audit_event WHERE account_id = ? AND at BETWEEN ? AND ? AND kind = ? LIMIT 1", account,
               logged_at - log_lag, logged_at, kind)
        .has_value();
}

bool note_lost_invitation(Transaction& tx, base::AccountId account, base::Instant sent_at)
{
    return execute(
               tx.db(),
               "INSERT IGNORE INTO invitation (account_id, wave, queued_at, sent_at) VALUES (?, 'restored', ?, ?)",
               account, sent_at, sent_at) == 1;
}

} // namespace store
