#include "store/accounts.hpp"

#include "store/account_row.hpp"
#include "store/email_changes.hpp"

namespace store {

namespace {

Account read(const Row& row)
{
    return read_account(row);
}

std::optional<std::string_view> code_of(std::optional<base::Language> language)
{
    if (!language) return std::nullopt;
    return base::code(*language);
}

} // namespace

std::optional<Account> find_account_by_email(Database& db, const std::string& email_key)
{
    return find_one(db, read, "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.email_key = ?", email_key);
}

std::optional<Account> find_account(Database& db, base::AccountId id)
{
    return find_one(db, read, "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.id = ?", id);
}

/// One statement and one row for everybody, so that the time hardly tells whether there is an account: whoever is
/// known costs the reading of a row, and whoever is not a look at the old names.
///
/// Every owner of an old name counts, also one who leads nowhere: a mail must not reach another person's account.
std::optional<Identified>
identify(Database& db, const std::optional<auth::EmailAddress>& email, const std::string& name_key)
{
    const auto email_key = email ? email->key : std::string{};
    const auto read_identified = [&](const Row& row) -> std::optional<Identified> {
        if (row.is_null(0)) return std::nullopt;
        auto account = read_account(row);
        const bool by_old_name = account.email_key != email_key;
        return Identified{std::move(account), by_old_name};
    };
    const auto row = find_one(
        db, read_identified,
        "SELECT " ACCOUNT_COLUMNS " FROM (SELECT 1) one LEFT JOIN account a ON a.id = COALESCE("
        "(SELECT k.id FROM account k WHERE k.email_key = ?),"
        " (SELECT MIN(l.account_id) FROM legacy_user l WHERE l.old_name_key = NULLIF(?, '')"
        " HAVING COUNT(*) = COUNT(l.account_id) AND COUNT(DISTINCT l.account_id) = 1))",
        email_key, name_key);
    return row.value_or(std::nullopt);
}

std::optional<base::AccountId> create_account(Transaction& tx, const NewAccount& account, base::Instant now)
{
    const auto password_set_at = account.password_hash ? std::optional{now} : std::nullopt;
    (void)execute(tx.db(), "SAVEPOINT new_account");
    try {
        (void)execute(
            tx.db(),
            "INSERT INTO account (public_id, email, email_key, given_name, family_name, locale, password_hash, state,"
            " password_set_at, first_password_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            auth::new_public_id(), account.email.typed, account.email.key, account.given_name, account.family_name,
            code_of(account.language), account.password_hash, AccountState::active, password_set_at, password_set_at,
            now, now);
    } catch (const DuplicateKey&) {
        return std::nullopt;
    }
    auto id = find_one(
        tx.db(), [](const Row& row) { return row.account_id(0); }, "SELECT LAST_INSERT_ID()");
    // Looked for when the unique key is ours: a change of address that gave it up has been committed by then.
    if (!is_reserved_address(tx, account.email.key, *id, now)) return id;
    (void)execute(tx.db(), "ROLLBACK TO SAVEPOINT new_account");
    return std::nullopt;
}

bool set_password(
    Transaction& tx, base::AccountId id, std::uint32_t expected_generation, const std::string& password_hash,
    base::Instant now)
{
    const int changed = execute(
        tx.db(),
        "UPDATE account SET password_hash = ?, password_generation = password_generation + 1, password_set_at = ?,"
        " first_password_at = COALESCE(first_password_at, ?), updated_at = ?, mail_stopped_at = NULL WHERE id = ? AND "
        "password_generation = ? AND state <> ?",
        password_hash, now, now, now, id, expected_generation, AccountState::locked);
    return changed == 1; // the generation rises, so a row that matches is always changed
}

void set_names(
    Transaction& tx, base::AccountId id, const std::string& given_name, const std::string& family_name,
    base::Instant now)
{
    (void)execute(
        tx.db(), "UPDATE account SET given_name = ?, family_name = ?, updated_at = ? WHERE id = ?", given_name,
        family_name, now, id);
    tx.revoke({.session = std::nullopt, .account = id}, now);
}

void set_language(Transaction& tx, base::AccountId id, base::Language language, base::Instant now)
{
    (void)execute(tx.db(), "UPDATE account SET locale = ?, updated_at = ? WHERE id = ?", base::code(language), now, id);
}

bool close_account(Transaction& tx, base::AccountId id, base::Instant erase_at, base::Instant now)
{
    tx.revoke({.session = std::nullopt, .account = id}, now);
    return execute(
               tx.db(),
               "UPDATE account_address SET state = ?, erase_at = ?, updated_at = ?,"
               " password_generation = password_generation + 1 WHERE id = ? AND state = ?",
               AccountState::closed, erase_at, now, id, AccountState::active) == 1;
}

bool reopen_account(Transaction& tx, base::AccountId id, base::Instant now)
{
    return execute(
               tx.db(),
               "UPDATE account SET state = ?, erase_at = NULL, updated_at = ? WHERE id = ? AND state = ? AND erase_at "
               "> ?",
               AccountState::active, now, id, AccountState::closed, now) == 1;
}

bool take_turn(Transaction& tx, base::AccountId id)
{
    return execute(tx.db(), "UPDATE account_address SET turn = 1 - turn WHERE id = ?", id) == 1;
}

bool take_turn_while_active(Transaction& tx, base::AccountId id)
{
    return execute(
               tx.db(), "UPDATE account_address SET turn = 1 - turn WHERE id = ? AND state = ?", id,
               AccountState::active) == 1;
}

bool take_turn_in_state_of(Transaction& tx, const Account& account)
{
    return execute(
               tx.db(), "UPDATE account_address SET turn = 1 - turn WHERE id = ? AND state = ? AND state_reason = ?",
               account.id, account.state, account.state_reason) == 1;
}

bool is_disputed(const Account& account)
{
    return account.state == AccountState::locked && account.state_reason == StateReason::disputed_address;
}

bool lock_account(Transaction& tx, base::AccountId id, StateReason reason, base::Instant now)
{
    const int locked = execute(
        tx.db(),
        "UPDATE account SET state = ?, state_reason = ?, updated_at = ?,"
        " password_generation = password_generation + 1 WHERE id = ? AND state <> ?",
        AccountState::locked, reason, now, id, AccountState::closed);
    if (locked == 1) tx.revoke({.session = std::nullopt, .account = id}, now);
    return locked == 1;
}

void dispute_account(Transaction& tx, base::AccountId id, base::Instant now)
{
    const int locked = execute(
        tx.db(),
        "UPDATE account SET state = ?, state_reason = ?, erase_at = NULL, updated_at = ?,"
        " password_generation = password_generation + 1 WHERE id = ? AND state <> ?",
        AccountState::locked, StateReason::disputed_address, now, id, AccountState::locked);
    if (locked == 1) tx.revoke({.session = std::nullopt, .account = id}, now);
}

bool unlock_account(Transaction& tx, base::AccountId id, base::Instant now)
{
    return execute(
               tx.db(), "UPDATE account SET state = ?, state_reason = ?, updated_at = ? WHERE id = ? AND state = ?",
               AccountState::active, StateReason::none, now, id, AccountState::locked) == 1;
}

void stop_mails(Transaction& tx, base::AccountId id, base::Instant now)
{
    (void)execute(
        tx.db(), "UPDATE account SET mail_stopped_at = ?, updated_at = ? WHERE id = ? AND mail_stopped_at IS NULL", now,
        now, id);
}

bool start_mails(Transaction& tx, base::AccountId id, base::Instant now)
{
    return execute(
               tx.db(),
               "UPDATE account SET mail_stopped_at = NULL, updated_at = ? WHERE id = ? AND mail_stopped_at IS NOT NULL",
               now, id) == 1;
}

bool replace_hash(Database& db, base::AccountId id, const std::string& old_hash, const std::string& new_hash)
{
    return execute(
               db, "UPDATE account SET password_hash = ? WHERE id = ? AND password_hash = ?", new_hash, id, old_hash) ==
           1;
}

} // namespace store
