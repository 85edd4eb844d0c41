#include "store/dormancy.hpp"

#include "store/account_row.hpp"
#include "store/outbox.hpp"

/// What makes an account dormant, of a table account with the alias `a`; it takes one value for each '?': the state `active`,
/// and four times the moment since which nobody has used it. The first line goes by the index account_dormancy. The others
/// count, because MariaDB would make a list of all that a NOT EXISTS could find, and these run every few seconds.
#define DORMANT                                                                                                        \
    "a.state = ? AND (a.last_sign_in_at <= ? OR (a.last_sign_in_at IS NULL AND a.created_at <= ?))"                    \
    " AND (a.password_set_at IS NULL OR a.password_set_at <= ?)"                                                       \
    " AND (SELECT COUNT(*) FROM legacy_user l WHERE l.account_id = a.id AND l.linked_at > ?) = 0"                      \
    " AND (SELECT COUNT(*) FROM staff_member s WHERE s.account_id = a.id) = 0"                                         \
    " AND (SELECT COUNT(*) FROM staff_request r WHERE r.account_id = a.id AND r.done_at IS NULL) = 0"                  \
    " AND (SELECT COUNT(*) FROM staff_change c WHERE c.account_id = a.id AND c.done_at IS NULL"                        \
    " AND c.stopped_at IS NULL) = 0"                                                                                   \
    " AND (SELECT COUNT(*) FROM staff_change i WHERE i.into_account_id = a.id AND i.done_at IS NULL"                   \
    " AND i.stopped_at IS NULL) = 0"

namespace store {
namespace {

Account read(const Row& row)
{
    return read_account(row);
}

void record_told(Transaction& tx, base::AccountId id, std::string detail, base::Instant now)
{
    tx.record(
        {.kind = AuditKind::dormancy_told,
         .account = id,
         .client_network = "",
         .detail = std::move(detail),
         .reference = ""},
        now);
}

/// Of an active account into which nobody has signed in.
struct Unused {
    std::optional<base::Instant> told_at;
};

/// The row stays locked. Nullopt when somebody has signed in after `since`, or the account is not active any more.
std::optional<Unused> lock_unused(Transaction& tx, base::AccountId id, base::Instant since)
{
    return find_one(
        tx.db(), [](const Row& row) { return Unused{row.optional_instant(0)}; },
        "SELECT dormancy_told_at FROM account WHERE id = ? AND state = ?"
        " AND COALESCE(last_sign_in_at, created_at) <= ? FOR UPDATE",
        id, AccountState::active, since);
}

std::optional<Unused> lock_dormant(Transaction& tx, base::AccountId id, base::Instant unused_since)
{
    const auto found = lock_unused(tx, id, unused_since);
    return found && is_dormant(tx.db(), id, unused_since) ? found : std::nullopt;
}

/// Of an account whose owner counts as told.
bool cannot_be_told(Database& db, base::AccountId id)
{
    return find_one(
               db, [](const Row& row) { return row.integer(0); },
               "SELECT 1 FROM account a WHERE a.id = ? AND a.state = ? AND a.dormancy_told_at IS NOT NULL"
               " AND (a.mail_stopped_at IS NOT NULL OR EXISTS (SELECT 1 FROM bounced_address b"
               " WHERE b.account_id = a.id AND b.email_key = a.email_key))",
               id, AccountState::active)
        .has_value();
}

} // namespace

void forget_old_notices(Database& db, unsigned most, base::Instant now)
{
    (void)execute(
        db, "UPDATE account_address SET dormancy_told_at = NULL WHERE state = ? AND dormancy_told_at <= ? LIMIT ?",
        AccountState::active, now - dormancy_notice - dormancy_notice_holds, most);
}

std::vector<Account> list_untold_dormant(Database& db, base::Instant unused_since, unsigned most)
{
    return list(
        db, read,
        "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.dormancy_told_at IS NULL AND " DORMANT
        " AND (SELECT COUNT(*) FROM mail_outbox m WHERE m.account_id = a.id AND m.reason = ?) = 0 LIMIT ?",
        AccountState::active, unused_since, unused_since, unused_since, unused_since, MailReason::dormancy, most);
}

std::vector<Account> list_told_dormant(Database& db, base::Instant unused_since, unsigned most, base::Instant now)
{
    return list(
        db, read,
        "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.dormancy_told_at > ? AND a.dormancy_told_at <= ?"
        " AND " DORMANT " ORDER BY a.dormancy_told_at LIMIT ?",
        now - dormancy_notice - dormancy_notice_holds, now - dormancy_notice, AccountState::active, unused_since,
        unused_since, unused_since, unused_since, most);
}

bool lock_untold_dormant(Transaction& tx, base::AccountId id, base::Instant unused_since)
{
    const auto found = lock_dormant(tx, id, unused_since);
    return found && !found->told_at;
}

bool lock_told_dormant(Transaction& tx, base::AccountId id, base::Instant unused_since, base::Instant now)
{
    const auto found = lock_dormant(tx, id, unused_since);
    if (!found || !found->told_at) return false;
    const auto ago = now - *found->told_at;
    return ago >= dormancy_notice && ago < dormancy_notice + dormancy_notice_holds;
}

bool is_dormant(Database& db, base::AccountId id, base::Instant unused_since)
{
    return find_one(
               db, [](const Row& row) { return row.integer(0); }, "SELECT 1 FROM account a WHERE a.id = ? AND " DORMANT,
               id, AccountState::active, unused_since, unused_since, unused_since, unused_since)
        .has_value();
}

void mark_told_of_dormancy(Transaction& tx, base::AccountId id, base::Instant now)
{
    (void)execute(tx.db(), "UPDATE account_address SET dormancy_told_at = ? WHERE id = ?", now, id);
}

void note_dormancy_told(Transaction& tx, base::AccountId id, base::Instant queued_at, base::Instant now)
{
    if (lock_unused(tx, id, queued_at)) mark_told_of_dormancy(tx, id, now);
    record_told(tx, id, "", now);
}

void note_dormancy_untold(Transaction& tx, base::AccountId id, base::Instant now)
{
    if (cannot_be_told(tx.db(), id)) return record_told(tx, id, std::string{untold_of_dormancy}, now);
    forget_told_dormancy(tx, id);
}

void forget_told_dormancy(Transaction& tx, base::AccountId id)
{
    (void)execute(tx.db(), "UPDATE account_address SET dormancy_told_at = NULL WHERE id = ?", id);
}

} // namespace store
