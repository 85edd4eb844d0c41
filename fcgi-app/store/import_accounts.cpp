#include "store/import_accounts.hpp"

#include "store/email_changes.hpp"
#include "store/invitations.hpp"
#include "store/json_rows.hpp"
#include "store/legacy_user_row.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

/// Nobody has made it theirs yet. An account that has been used can be without a password again, when a change of its address was
/// undone.
#define NOBODYS                                                                                                        \
    "(password_hash IS NULL OR password_hash LIKE '$imported$%') AND first_password_at IS NULL"                        \
    " AND first_sign_in_at IS NULL"

namespace store {
namespace {

/// The accounts with their new public ids, under which those that were really made are found again.
void insert_accounts(
    Transaction& tx, const std::vector<NewAccount>& accounts, const std::vector<std::string>& public_ids,
    base::Instant now)
{
    auto rows = nlohmann::json::array();
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        const auto& each = accounts[i];
        rows.push_back(
            {{"id", public_ids[i]},
             {"email", each.email.typed},
             {"key", each.email.key},
             {"given", each.given_name},
             {"family", each.family_name},
             {"locale", json_value(code_of(each.language))},
             {"hash", json_value(each.password_hash)}});
    }
    // An address that has an account keeps it as it is.
    (void)execute(
        tx.db(),
        "INSERT INTO account (public_id, email, email_key, given_name, family_name, locale, password_hash, state,"
        " created_at, updated_at) SELECT j.id, j.email, j.email_key, j.given, j.family, j.locale, j.hash, ?, ?, ?"
        " FROM JSON_TABLE(?, '$[*]' COLUMNS (id VARCHAR(26) PATH '$.id', email VARCHAR(254) PATH '$.email',"
        " email_key VARCHAR(254) PATH '$.key', given VARCHAR(200) PATH '$.given', family VARCHAR(200) PATH '$.family',"
        " locale VARCHAR(2) PATH '$.locale', hash VARCHAR(512) PATH '$.hash')) j"
        " ON DUPLICATE KEY UPDATE account.id = account.id",
        AccountState::active, now, now, rows.dump());
}

/// Looked for when the unique keys are ours, as in create_account().
std::set<std::string> reserved_addresses(Transaction& tx, const std::vector<NewAccount>& accounts, base::Instant now)
{
    const auto keys = json_rows(accounts, [](const NewAccount& each) { return nlohmann::json(each.email.key); });
    const auto found = list(
        tx.db(), [](const Row& row) { return row.text(0); },
        "SELECT c.old_email_key FROM JSON_TABLE(?, '$[*]' COLUMNS"
        " (v VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) j STRAIGHT_JOIN email_change c ON "
        "c.old_email_key = j.v JOIN account a ON a.id = c.account_id WHERE c.undone_at IS NULL AND (c.undo_until > ?"
        " OR (c.ended_at IS NOT NULL AND a.state = ?)) LOCK IN SHARE MODE",
        keys, now, AccountState::locked);
    return {found.begin(), found.end()};
}

std::unordered_map<std::string, base::AccountId> ids_of(Transaction& tx, const std::vector<std::string>& public_ids)
{
    const auto found = list(
        tx.db(),
        [](const Row& row) {
            return std::pair{row.text(0), row.account_id(1)};
        },
        "SELECT a.public_id, a.id FROM JSON_TABLE(?, '$[*]' COLUMNS"
        " (v VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j"
        " STRAIGHT_JOIN account a ON a.public_id = j.v",
        json_rows(public_ids, [](const std::string& id) { return nlohmann::json(id); }));
    return {found.begin(), found.end()};
}

nlohmann::json to_json(const LegacyUser& user)
{
    const auto account =
        user.account ? nlohmann::json(static_cast<std::uint64_t>(*user.account)) : nlohmann::json(nullptr);
    return {
        {"id", user.portal_id},
        {"old", user.old_name},
        {"old_key", user.old_name_key},
        {"email", json_value(user.email)},
        {"key", json_value(user.email_key)},
        {"given", user.given_name},
        {"family", user.family_name},
        {"locale", json_value(code_of(user.language))},
        {"status", static_cast<int>(user.status)},
        {"account", account},
        {"note", user.note}};
}

} // namespace

std::vector<std::optional<base::AccountId>>
create_accounts(Transaction& tx, const std::vector<NewAccount>& accounts, base::Instant now)
{
    if (accounts.empty()) return {};
    std::vector<std::string> public_ids(accounts.size());
    std::ranges::generate(public_ids, auth::new_public_id);
    insert_accounts(tx, accounts, public_ids, now);
    const auto made = ids_of(tx, public_ids);
    const auto reserved = reserved_addresses(tx, accounts, now);

    std::vector<std::optional<base::AccountId>> ids;
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        const auto found = made.find(public_ids[i]);
        const bool is_reserved = found != made.end() && reserved.contains(accounts[i].email.key);
        if (is_reserved) (void)execute(tx.db(), "DELETE FROM account WHERE id = ?", found->second);
        ids.push_back(found == made.end() || is_reserved ? std::nullopt : std::optional{found->second});
    }
    return ids;
}

void record_legacy_users(Transaction& tx, const std::vector<LegacyUser>& users, base::Instant now)
{
    if (users.empty()) return;
    (void)execute(
        tx.db(),
        "INSERT INTO legacy_user (portal_user_id, old_name, old_name_key, email, email_key, given_name, family_name,"
        " locale, status, account_id, linked_at, imported_at, note)"
        " SELECT j.id, j.old, j.old_key, j.email, j.email_key, j.given, j.family, j.locale, j.status, j.account,"
        " IF(j.account IS NULL, NULL, ?), ?, j.note FROM JSON_TABLE(?, '$[*]' COLUMNS (id VARCHAR(64) PATH '$.id',"
        " old VARCHAR(255) PATH '$.old', old_key VARCHAR(255) PATH '$.old_key', email VARCHAR(254) PATH '$.email',"
        " email_key VARCHAR(254) PATH '$.key', given VARCHAR(200) PATH '$.given', family VARCHAR(200) PATH '$.family',"
        " locale VARCHAR(2) PATH '$.locale', status INT PATH '$.status', account BIGINT UNSIGNED PATH '$.account',"
        " note VARCHAR(500) PATH '$.note')) j"
        " ON DUPLICATE KEY UPDATE old_name = VALUES(old_name), old_name_key = VALUES(old_name_key),"
        " email = VALUES(email), email_key = VALUES(email_key), given_name = VALUES(given_name),"
        " family_name = VALUES(family_name), locale = VALUES(locale), status = VALUES(status),"
        " linked_at = IF(account_id <=> VALUES(account_id), linked_at, VALUES(linked_at)),"
        " account_id = VALUES(account_id), imported_at = VALUES(imported_at), note = VALUES(note)",
        now, now, json_rows(users, to_json));
}

void take_turns(Transaction& tx, const std::vector<base::AccountId>& accounts)
{
    if (accounts.empty()) return;
    (void)execute(
        tx.db(),
        "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (v BIGINT UNSIGNED PATH '$')) j STRAIGHT_JOIN account a ON a.id = j.v"
        " SET a.turn = 1 - a.turn",
        json_rows(accounts, [](base::AccountId id) { return nlohmann::json(static_cast<std::uint64_t>(id)); }));
}

namespace {

bool give_present_facts(Transaction& tx, base::AccountId id, const NewAccount& present, base::Instant now)
try {
    // The assignments are made from left to right: the new address comes last.
    const int changed = execute(
        tx.db(),
        "UPDATE account SET given_name = ?, family_name = ?, locale = ?, updated_at = ?,"
        " password_generation = password_generation + IF(email_key = ?, 0, 1),"
        " mail_stopped_at = IF(email_key = ?, mail_stopped_at, NULL),"
        " dormancy_told_at = IF(email_key = ?, dormancy_told_at, NULL), email = ?, email_key = ?"
        " WHERE id = ? AND state = ? AND " NOBODYS,
        present.given_name, present.family_name, code_of(present.language), now, present.email.key, present.email.key,
        present.email.key, present.email.typed, present.email.key, id, AccountState::active);
    return changed == 1;
} catch (const DuplicateKey&) {
    return false;
}

} // namespace

bool renew_imported_account(Transaction& tx, const Account& account, const NewAccount& present, base::Instant now)
{
    const bool moves = present.email.key != account.email_key;
    return all_or_nothing(tx, [&] {
        // Looked for when the unique keys are ours, as in create_account().
        if (!give_present_facts(tx, account.id, present, now)) return false;
        if (!moves) return true;
        forget_sent_invitation(tx, account);
        return !is_reserved_address(tx, present.email.key, account.id, now);
    });
}

bool import_password(Transaction& tx, base::AccountId id, const std::string& imported_hash, base::Instant now)
{
    return execute(
               tx.db(),
               "UPDATE account SET password_hash = ?, updated_at = ? WHERE id = ? AND state = ?"
               " AND password_set_at IS NULL AND " NOBODYS,
               imported_hash, now, id, AccountState::active) == 1;
}

unsigned count_imported_passwords(Database& db)
{
    const auto count = find_one(
        db, [](const Row& row) { return static_cast<unsigned>(row.integer(0)); },
        "SELECT COUNT(*) FROM account WHERE password_hash LIKE '$imported$%'");
    return count.value_or(0);
}

unsigned drop_imported_passwords(Database& db, unsigned most, base::Instant now)
{
    return static_cast<unsigned>(execute(
        db, "UPDATE account SET password_hash = NULL, updated_at = ? WHERE password_hash LIKE '$imported$%' LIMIT ?",
        now, most));
}

} // namespace store
