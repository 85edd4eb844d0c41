#include "store/invitations.hpp"

#include "store/accounts.hpp"
#include "store/legacy_users.hpp"
#include "store/outbox.hpp"

/// Whom an invitation is for, of a table account with the alias `a`; it takes one value for each '?': whether old passwords
/// hold, the state `active`, the statuses `linked` and `shared_address`. Whoever shares an address with another old user
/// waits for a human. An old password that was used is no imported one any more; whoever has been here needs no invitation.
#define INVITABLE                                                                                                      \
    "(a.password_hash IS NULL OR (? AND a.password_hash LIKE '$imported$%')) AND a.state = ?"                          \
    " AND a.first_password_at IS NULL AND a.first_sign_in_at IS NULL AND a.mail_stopped_at IS NULL"                    \
    " AND EXISTS (SELECT 1 FROM legacy_user l WHERE l.account_id = a.id AND l.status = ?)"                             \
    " AND NOT EXISTS (SELECT 1 FROM legacy_user s WHERE s.email_key = a.email_key AND s.status = ?)"                   \
    " AND NOT EXISTS (SELECT 1 FROM bounced_address b WHERE b.account_id = a.id AND b.email_key = a.email_key)"

namespace store {
namespace {

base::AccountId read_id(const Row& row)
{
    return row.account_id(0);
}

unsigned read_count(const Row& row)
{
    return static_cast<unsigned>(row.integer(0));
}

} // namespace

std::vector<base::AccountId> list_invitable(Database& db, bool old_passwords_hold, base::AccountId after, unsigned most)
{
    return list(
        db, read_id,
        "SELECT a.id FROM account a WHERE a.id > ? AND " INVITABLE
        " AND NOT EXISTS (SELECT 1 FROM invitation i WHERE i.account_id = a.id) ORDER BY a.id LIMIT ?",
        after, old_passwords_hold, AccountState::active, LegacyStatus::linked, LegacyStatus::shared_address, most);
}

bool may_still_be_invited(Database& db, bool old_passwords_hold, base::AccountId account)
{
    return find_one(
               db, read_id, "SELECT a.id FROM account a WHERE a.id = ? AND " INVITABLE, account, old_passwords_hold,
               AccountState::active, LegacyStatus::linked, LegacyStatus::shared_address)
        .has_value();
}

std::optional<base::Instant> last_invitation_due(Database& db)
{
    // By the index from its end: behind the last one are at most a few that are tried again.
    return find_one(
        db, [](const Row& row) { return row.instant(0); },
        "SELECT next_try_at FROM mail_outbox WHERE state = ? AND in_bulk = 1 AND to_stranger = 0 AND attempts = 0"
        " ORDER BY next_try_at DESC LIMIT 1",
        MailState::queued);
}

bool invite(Transaction& tx, const NewInvitation& invitation, base::Instant now)
{
    // IGNORE: another run was faster, or the account has been erased since.
    const int added = execute(
        tx.db(), "INSERT IGNORE INTO invitation (account_id, wave, queued_at) VALUES (?, ?, ?)", invitation.account,
        invitation.wave, now);
    if (added != 1) return false;
    queue_mail(
        tx,
        {.reason = MailReason::invitation,
         .typed = "",
         .account = invitation.account,
         .language = base::Language::fi,
         .detail = std::to_string(invitation.per_minute),
         .in_bulk = true,
         .not_before = invitation.due},
        now);
    return true;
}

void note_invitation_sent(Transaction& tx, base::AccountId account, base::Instant now)
{
    (void)execute(tx.db(), "UPDATE invitation SET sent_at = ? WHERE account_id = ?", now, account);
    tx.record(
        {.kind = AuditKind::invited, .account = account, .client_network = "", .detail = "", .reference = ""}, now);
}

void take_back_invitation(Transaction& tx, base::AccountId account)
{
    (void)execute(tx.db(), "DELETE FROM invitation WHERE account_id = ? AND sent_at IS NULL", account);
}

void forget_sent_invitation(Transaction& tx, const Account& account)
{
    if (account.was_used) return;
    (void)execute(tx.db(), "DELETE FROM invitation WHERE account_id = ? AND sent_at IS NOT NULL", account.id);
}

unsigned cancel_invitations(Transaction& tx, const std::string& wave, unsigned most)
{
    // A mailer that has claimed a row has counted an attempt, or holds its lock at this moment.
    const auto accounts = list(
        tx.db(), read_id,
        "SELECT m.account_id FROM invitation i JOIN mail_outbox m ON m.account_id = i.account_id"
        " WHERE i.wave = ? AND m.reason = ? AND m.state = ? AND m.attempts = 0 LIMIT ? FOR UPDATE SKIP LOCKED",
        wave, MailReason::invitation, MailState::queued, most);
    for (const auto account : accounts) {
        (void)execute(
            tx.db(), "DELETE FROM mail_outbox WHERE account_id = ? AND reason = ? AND state = ? AND attempts = 0",
            account, MailReason::invitation, MailState::queued);
        take_back_invitation(tx, account);
    }
    return static_cast<unsigned>(accounts.size());
}

WaveState state_of_wave(Database& db, const std::string& wave)
{
    const auto sent =
        find_one(db, read_count, "SELECT COUNT(*) FROM invitation WHERE wave = ? AND sent_at IS NOT NULL", wave);
    const auto waiting =
        find_one(db, read_count, "SELECT COUNT(*) FROM invitation WHERE wave = ? AND sent_at IS NULL", wave);
    return {.sent = sent.value_or(0), .waiting = waiting.value_or(0)};
}

} // namespace store
