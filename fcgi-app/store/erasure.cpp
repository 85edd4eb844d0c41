#include "store/erasure.hpp"

#include "auth/same_person.hpp"
#include "store/account_row.hpp"
#include "store/legacy_user_row.hpp"
#include "store/staff_changes.hpp"

#define LEAVE_TOMBSTONE                                                                                                \
    "UPDATE legacy_user SET status = ?, account_id = NULL, linked_at = NULL, old_name = '', old_name_key = '',"        \
    " email = NULL, email_key = NULL, given_name = '', family_name = '', locale = NULL, note = ''"

namespace store {
namespace {

/// By this machine's clock and by the database's, whose view erasable_trail shows nothing of an account before its time. The
/// row stays locked: who signs in at this moment comes back first, or finds nothing.
bool lock_if_due(Transaction& tx, base::AccountId id, base::Instant now)
{
    return !list(
                tx.db(), [](const Row& row) { return row.integer(0); },
                "SELECT 1 FROM account WHERE id = ? AND state = ? AND erase_at <= ? AND erase_at <= UTC_TIMESTAMP() "
                "FOR UPDATE",
                id, AccountState::closed, now)
                .empty();
}

/// The present address and those before it that nobody else has by now; changes are kept for longer than mails are
/// (store/purge.cpp).
std::vector<std::string> addresses_of(Transaction& tx, const Account& account)
{
    auto keys = list(
        tx.db(), [](const Row& row) { return row.text(0); },
        "SELECT c.old_email_key FROM email_change c WHERE c.account_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM account a WHERE a.email_key = c.old_email_key AND a.id <> c.account_id)",
        account.id);
    keys.push_back(account.email_key);
    return keys;
}

void leave_tombstones(Transaction& tx, base::AccountId id)
{
    (void)execute(tx.db(), LEAVE_TOMBSTONE " WHERE account_id = ?", LegacyStatus::erased, id);
}

/// Staff have merged it into another account of its owner, who is still here.
bool went_up_in_another(Transaction& tx, base::AccountId id)
{
    return find_one(
               tx.db(), [](const Row& row) { return row.integer(0); },
               "SELECT COUNT(*) FROM staff_change WHERE account_id = ? AND kind = ? AND done_at IS NOT NULL", id,
               StaffChangeKind::merge) != 0;
}

std::vector<LegacyUser> unlinked_users_of(Transaction& tx, const std::string& email_key)
{
    return list(
        tx.db(), read_legacy_user,
        "SELECT " LEGACY_USER_COLUMNS " FROM legacy_user l WHERE l.email_key = ? AND l.account_id IS NULL FOR UPDATE",
        email_key);
}

/// Of who waited, or came to the portal after the account was closed. An import would make another account of them.
void leave_tombstones_of_unlinked(Transaction& tx, const Account& account, const std::vector<std::string>& addresses)
{
    const auth::PersonName owner{account.given_name, account.family_name};
    for (const auto& address : addresses)
        for (const auto& user : unlinked_users_of(tx, address))
            if (auth::same_person(owner, {user.given_name, user.family_name}))
                (void)execute(
                    tx.db(), LEAVE_TOMBSTONE " WHERE portal_user_id = ?", LegacyStatus::erased, user.portal_id);
}

void forget_mails(Transaction& tx, base::AccountId id, const std::vector<std::string>& addresses)
{
    for (const auto& key : addresses) {
        (void)execute(tx.db(), "DELETE FROM mail_outbox WHERE recipient_key = ? AND account_id IS NULL", key);
        (void)execute(
            tx.db(), "DELETE FROM mail_outbox WHERE typed_digest = ? AND account_id IS NULL", auth::digest(key));
        (void)execute(tx.db(), "DELETE FROM link_token WHERE email_key = ? AND account_id IS NULL", key);
    }
    (void)execute(tx.db(), "DELETE FROM mail_outbox WHERE account_id = ?", id);
}

void forget_whose_trail_it_is(Transaction& tx, base::AccountId id)
{
    (void)execute(
        tx.db(), "UPDATE erasable_trail SET account_id = NULL, client_network = '', reason = '' WHERE account_id = ?",
        id);
}

} // namespace

std::vector<Account> list_accounts_to_erase(Database& db, unsigned most, base::Instant now)
{
    return list(
        db, [](const Row& row) { return read_account(row); },
        "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.erase_at <= ? AND a.state = ? ORDER BY a.erase_at LIMIT ?",
        now, AccountState::closed, most);
}

bool erase_account(Transaction& tx, const Account& account, base::Instant now)
{
    if (!lock_if_due(tx, account.id, now)) return false;
    const auto addresses = addresses_of(tx, account);
    leave_tombstones(tx, account.id);
    if (!went_up_in_another(tx, account.id)) leave_tombstones_of_unlinked(tx, account, addresses);
    forget_mails(tx, account.id, addresses);
    forget_whose_trail_it_is(tx, account.id);
    tx.revoke({.session = std::nullopt, .account = account.id}, now);
    (void)execute(tx.db(), "DELETE FROM account WHERE id = ?", account.id); // and with it all that points to it
    tx.record(
        {.kind = AuditKind::account_erased,
         .account = std::nullopt,
         .client_network = "",
         .detail = "its account was closed, and the time to come back is over",
         .reference = ""},
        now);
    return true;
}

} // namespace store
