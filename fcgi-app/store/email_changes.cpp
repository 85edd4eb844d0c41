#include "store/email_changes.hpp"

#include "store/invitations.hpp"
#include "store/link_tokens.hpp"

namespace store {
namespace {

EmailChange read_change(const Row& row)
{
    return {
        .id = static_cast<std::uint64_t>(row.integer(0)),
        .account = row.account_id(1),
        .old_email = row.text(2),
        .old_email_key = row.text(3),
        .old_password_hash = row.optional_text(4),
        .new_email = row.text(5),
        .changed_at = row.instant(6),
        .undo_until = row.instant(7)};
}

/// False when the address is another account's, or the account is not what it was. A disputed one is active again.
bool set_address(Transaction& tx, const Account& account, const auth::EmailAddress& address, base::Instant now)
try {
    if (account.state != AccountState::active && !is_disputed(account)) return false;
    return execute(
               tx.db(),
               "UPDATE account_address SET email = ?, email_key = ?, password_generation = password_generation + 1,"
               " mail_stopped_at = NULL, dormancy_told_at = NULL, updated_at = ?, state = ?, state_reason = ?"
               " WHERE id = ? AND password_generation = ? AND state = ? AND state_reason = ?",
               address.typed, address.key, now, AccountState::active, StateReason::none, account.id,
               account.password_generation, account.state, account.state_reason) == 1;
} catch (const DuplicateKey&) {
    return false;
}

bool restore_address(Transaction& tx, const EmailChange& change, base::Instant now)
try {
    return execute(
               tx.db(),
               "UPDATE account SET email = ?, email_key = ?, password_hash = NULL, mail_stopped_at = NULL,"
               " password_generation = password_generation + 1, state = ?, state_reason = ?, erase_at = NULL,"
               " updated_at = ? WHERE id = ? AND (state <> ? OR state_reason = ?)",
               change.old_email, change.old_email_key, AccountState::active, StateReason::none, now, change.account,
               AccountState::locked, StateReason::disputed_address) == 1;
} catch (const DuplicateKey&) {
    return false;
}

/// With the links of this change and of all later ones.
void end_later_changes(Transaction& tx, const EmailChange& change, base::Instant now)
{
    (void)execute(
        tx.db(),
        "UPDATE email_change SET ended_at = ? WHERE account_id = ? AND id > ? AND undone_at IS NULL"
        " AND ended_at IS NULL",
        now, change.account, change.id);
    (void)execute(
        tx.db(),
        "UPDATE link_token SET ended_at = ? WHERE account_id = ? AND purpose = ? AND email_change_id >= ?"
        " AND used_at IS NULL AND ended_at IS NULL",
        now, change.account, LinkPurpose::undo_email_change, change.id);
}

} // namespace

std::optional<std::uint64_t> change_email(
    Transaction& tx, const Account& account, const auth::EmailAddress& address, base::Instant undo_until,
    base::Instant now)
{
    (void)execute(tx.db(), "SAVEPOINT new_address");
    if (!set_address(tx, account, address, now)) return std::nullopt;
    // Looked for when the unique key is ours: a change of address that gave it up has been committed by then.
    if (is_reserved_address(tx, address.key, account.id, now)) {
        (void)execute(tx.db(), "ROLLBACK TO SAVEPOINT new_address");
        return std::nullopt;
    }
    forget_sent_invitation(tx, account);
    (void)execute(
        tx.db(),
        "INSERT INTO email_change (account_id, old_email, old_email_key, old_password_hash, new_email, changed_at,"
        " undo_until) VALUES (?, ?, ?, ?, ?, ?, ?)",
        account.id, account.email, account.email_key, account.password_hash, address.typed, now, undo_until);
    const auto id = find_one(
        tx.db(), [](const Row& row) { return static_cast<std::uint64_t>(row.integer(0)); }, "SELECT LAST_INSERT_ID()");
    tx.revoke({.session = std::nullopt, .account = account.id}, now);
    return id;
}

std::optional<EmailChange> find_email_change(Database& db, std::uint64_t id, base::Instant now)
{
    return find_one(
        db, read_change,
        "SELECT id, account_id, old_email, old_email_key, old_password_hash, new_email, changed_at, undo_until"
        " FROM email_change WHERE id = ? AND undone_at IS NULL AND ended_at IS NULL AND undo_until > ?",
        id, now);
}

bool undo_email_change(Transaction& tx, const EmailChange& change, base::Instant now)
{
    (void)execute(tx.db(), "SAVEPOINT undone");
    const int undone = execute(
        tx.db(),
        "UPDATE email_change SET undone_at = ? WHERE id = ? AND undone_at IS NULL AND ended_at IS NULL"
        " AND undo_until > ?",
        now, change.id, now);
    if (undone != 1) return false;
    end_later_changes(tx, change, now);
    if (!restore_address(tx, change, now)) {
        (void)execute(tx.db(), "ROLLBACK TO SAVEPOINT undone");
        return false;
    }
    tx.revoke({.session = std::nullopt, .account = change.account}, now);
    return true;
}

bool end_email_changes(Transaction& tx, const EmailChange& change, base::Instant now)
{
    const int ended = execute(
        tx.db(),
        "UPDATE email_change SET ended_at = ? WHERE id = ? AND undone_at IS NULL AND ended_at IS NULL"
        " AND undo_until > ?",
        now, change.id, now);
    if (ended != 1) return false;
    end_later_changes(tx, change, now);
    return true;
}

bool is_reserved_address(Transaction& tx, const std::string& email_key, base::AccountId account, base::Instant now)
{
    return !list(
                tx.db(), [](const Row& row) { return row.integer(0); },
                "SELECT 1 FROM email_change c JOIN account a ON a.id = c.account_id WHERE c.old_email_key = ?"
                " AND c.undone_at IS NULL AND (c.undo_until > ? OR (c.ended_at IS NOT NULL AND a.state = ?))"
                " AND a.id <> ? LIMIT 1 LOCK IN SHARE MODE",
                email_key, now, AccountState::locked, account)
                .empty();
}

bool is_reserved_address(
    Database& db, const std::string& email_key, const std::optional<base::AccountId>& account, base::Instant now)
{
    return !list(
                db, [](const Row& row) { return row.integer(0); },
                "SELECT 1 FROM email_change c JOIN account a ON a.id = c.account_id WHERE c.old_email_key = ?"
                " AND c.undone_at IS NULL AND (c.undo_until > ? OR (c.ended_at IS NOT NULL AND a.state = ?))"
                " AND NOT (a.id <=> ?) LIMIT 1",
                email_key, now, AccountState::locked, account)
                .empty();
}

} // namespace store
