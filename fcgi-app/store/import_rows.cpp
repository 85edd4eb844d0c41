#include "store/import_rows.hpp"

#include "store/account_row.hpp"
#include "store/json_rows.hpp"
#include "store/legacy_user_row.hpp"

// The rows of JSON_TABLE come first, so that each is one look at an index.
#define TEXTS_GIVEN                                                                                                    \
    "JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) j"              \
    " STRAIGHT_JOIN "
#define NUMBERS_GIVEN "JSON_TABLE(?, '$[*]' COLUMNS (v BIGINT UNSIGNED PATH '$')) j STRAIGHT_JOIN "
#define LEGACY_USERS "SELECT " LEGACY_USER_COLUMNS " FROM " TEXTS_GIVEN "legacy_user l ON l.portal_user_id = j.v"
#define ACCOUNTS_OF_IDS "SELECT " ACCOUNT_COLUMNS " FROM " NUMBERS_GIVEN "account a ON a.id = j.v"
#define ACCOUNTS_OF_ADDRESSES "SELECT " ACCOUNT_COLUMNS " FROM " TEXTS_GIVEN "account a ON a.email_key = j.v"

namespace store {
namespace {

std::string given(const std::vector<std::string>& texts)
{
    return json_rows(texts, [](const std::string& text) { return nlohmann::json(text); });
}

std::string given(const std::vector<base::AccountId>& ids)
{
    return json_rows(ids, [](base::AccountId id) { return nlohmann::json(static_cast<std::uint64_t>(id)); });
}

Account account(const Row& row)
{
    return read_account(row);
}

} // namespace

std::vector<LegacyUser> list_legacy_users(Database& db, const std::vector<std::string>& portal_ids, RowLock lock)
{
    if (lock == RowLock::none) return list(db, read_legacy_user, LEGACY_USERS, given(portal_ids));
    return list(db, read_legacy_user, LEGACY_USERS " FOR UPDATE", given(portal_ids));
}

std::vector<Account> list_accounts(Database& db, const std::vector<base::AccountId>& ids, RowLock lock)
{
    if (ids.empty()) return {};
    if (lock == RowLock::none) return list(db, account, ACCOUNTS_OF_IDS, given(ids));
    return list(db, account, ACCOUNTS_OF_IDS " FOR UPDATE", given(ids));
}

std::vector<Account> list_accounts_by_email(Database& db, const std::vector<std::string>& email_keys, RowLock lock)
{
    if (email_keys.empty()) return {};
    if (lock == RowLock::none) return list(db, account, ACCOUNTS_OF_ADDRESSES, given(email_keys));
    return list(db, account, ACCOUNTS_OF_ADDRESSES " FOR UPDATE", given(email_keys));
}

std::vector<std::pair<base::AccountId, std::string>>
list_portal_ids_of(Database& db, const std::vector<base::AccountId>& accounts)
{
    if (accounts.empty()) return {};
    return list(
        db,
        [](const Row& row) {
            return std::pair{row.account_id(0), row.text(1)};
        },
        "SELECT l.account_id, l.portal_user_id FROM " NUMBERS_GIVEN
        "legacy_user l ON l.account_id = j.v WHERE l.status = ?",
        given(accounts), LegacyStatus::linked);
}

std::vector<std::pair<std::string, base::AccountId>>
list_reservations(Database& db, const std::vector<std::string>& email_keys, base::Instant now)
{
    if (email_keys.empty()) return {};
    return list(
        db,
        [](const Row& row) {
            return std::pair{row.text(0), row.account_id(1)};
        },
        "SELECT c.old_email_key, c.account_id FROM " TEXTS_GIVEN
        "email_change c ON c.old_email_key = j.v JOIN account a ON a.id = c.account_id"
        " WHERE c.undone_at IS NULL AND (c.undo_until > ? OR (c.ended_at IS NOT NULL AND a.state = ?))",
        given(email_keys), now, AccountState::locked);
}

} // namespace store
