#include "store/old_users.hpp"

namespace store {
namespace {

/// The rows stay locked, the old user's first: who sets a password for its account at this moment comes before or after, and so
/// does whoever takes another old user from it, or gives it one. The account that gets it is guarded by the link that its owner
/// opened: whoever closes an account ends its links.
bool lock_if_it_may_be_added(Transaction& tx, const std::string& portal_id, base::AccountId account)
{
    (void)list(
        tx.db(), [](const Row& row) { return row.integer(0); },
        "SELECT 1 FROM legacy_user WHERE portal_user_id = ? FOR UPDATE", portal_id);
    const auto user = find_legacy_user(tx.db(), portal_id);
    if (!user) return false;
    if (user->account) (void)take_turn(tx, *user->account);
    return may_be_added(*user, user->account ? find_account(tx.db(), *user->account) : std::nullopt, account);
}

void close_if_nobody_is_left(Transaction& tx, base::AccountId former, base::Instant now)
{
    if (!list_portal_ids(tx.db(), former).empty()) return;
    if (!close_account(tx, former, now, now)) return;
    tx.record(
        {.kind = AuditKind::account_closed,
         .account = former,
         .client_network = "",
         .detail = "its last old user was added to another account",
         .reference = ""},
        now);
}

} // namespace

std::optional<LegacyUser> find_old_user_by_name(Database& db, const std::string& name_key)
{
    if (name_key.empty()) return std::nullopt;
    const auto ids = list(
        db, [](const Row& row) { return row.text(0); },
        "SELECT portal_user_id FROM legacy_user WHERE old_name_key = ? LIMIT 2", name_key);
    return ids.size() == 1 ? find_legacy_user(db, ids.front()) : std::nullopt;
}

bool may_be_added(const LegacyUser& user, const std::optional<Account>& owner, base::AccountId account)
{
    const bool is_open = user.status == LegacyStatus::linked || user.status == LegacyStatus::shared_address ||
                         user.status == LegacyStatus::long_unseen;
    if (!is_open || user.account == account) return false;
    if (!owner) return true;
    // Where staff have corrected the address, whoever reads the one on file is not the owner.
    const bool reads_that_address = user.email_key == owner->email_key;
    const bool is_used = owner->password_hash || owner->was_used;
    return reads_that_address && !is_used && owner->state == AccountState::active && !owner->mail_stopped;
}

bool move_old_user(Transaction& tx, const std::string& portal_id, base::AccountId account, base::Instant now)
{
    if (!lock_if_it_may_be_added(tx, portal_id, account)) return false;
    const auto former = find_legacy_user(tx.db(), portal_id)->account;
    (void)execute(
        tx.db(),
        "UPDATE legacy_user SET account_id = ?, linked_at = ?, status = ?, note = 'added by its owner'"
        " WHERE portal_user_id = ?",
        account, now, LegacyStatus::linked, portal_id);
    // Whoever keeps the portal's ids of a signed-in person looks them up anew.
    tx.revoke({.session = std::nullopt, .account = account}, now);
    if (former) close_if_nobody_is_left(tx, *former, now);
    return true;
}

} // namespace store
