#include "store/portal.hpp"

namespace store {
namespace {

PortalUser portal_user(const Row& row)
{
    return {
        .id = row.text(0),
        .old_name = row.text(1),
        .email = row.text(2),
        .given_name = row.text(3),
        .family_name = row.text(4),
        .language = row.text(5),
        .last_used = row.optional_instant(6),
        .closed = row.integer(7) != 0};
}

LegacyUser legacy_user(const Row& row)
{
    const auto language = row.optional_text(7);
    return {
        .portal_id = row.text(0),
        .old_name = row.text(1),
        .old_name_key = row.text(2),
        .email = row.optional_text(3),
        .email_key = row.optional_text(4),
        .given_name = row.text(5),
        .family_name = row.text(6),
        .language = language ? base::language_from_code(*language) : std::nullopt,
        .status = static_cast<LegacyStatus>(row.integer(8)),
        .account = row.is_null(9) ? std::nullopt : std::optional{row.account_id(9)},
        .note = row.text(10)};
}

std::optional<std::string> code_of(const std::optional<base::Language>& language)
{
    return language ? std::optional{std::string{base::code(*language)}} : std::nullopt;
}

} // namespace

// Old portals hold '0000-00-00' for "never"; no such text may reach the clock.
std::vector<PortalUser> list_portal_users(Database& db, const std::optional<std::string>& after, unsigned most)
{
    if (!after) {
        return list(
            db, portal_user,
            "SELECT id, old_name, email, given_name, family_name, language,"
            " CASE WHEN last_used >= '1970-01-01' THEN CAST(last_used AS DATETIME) END, COALESCE(closed, 0)"
            " FROM portal_user ORDER BY id LIMIT ?",
            most);
    }
    return list(
        db, portal_user,
        "SELECT id, old_name, email, given_name, family_name, language,"
        " CASE WHEN last_used >= '1970-01-01' THEN CAST(last_used AS DATETIME) END, COALESCE(closed, 0)"
        " FROM portal_user WHERE id > ? ORDER BY id LIMIT ?",
        *after, most);
}

std::optional<PortalUser> find_portal_user(Database& db, const std::string& id)
{
    return find_one(
        db, portal_user,
        "SELECT id, old_name, email, given_name, family_name, language,"
        " CASE WHEN last_used >= '1970-01-01' THEN CAST(last_used AS DATETIME) END, COALESCE(closed, 0)"
        " FROM portal_user WHERE id = ?",
        id);
}

std::optional<LegacyUser> find_legacy_user(Database& db, const std::string& portal_id)
{
    return find_one(
        db, legacy_user,
        "SELECT portal_user_id, old_name, old_name_key, email, email_key, given_name, family_name, locale, status,"
        " account_id, note FROM legacy_user WHERE portal_user_id = ?",
        portal_id);
}

std::vector<LegacyUser> list_legacy_users(Database& db, const std::string& after, unsigned most)
{
    return list(
        db, legacy_user,
        "SELECT portal_user_id, old_name, old_name_key, email, email_key, given_name, family_name, locale, status,"
        " account_id, note FROM legacy_user WHERE portal_user_id > ? ORDER BY portal_user_id LIMIT ?",
        after, most);
}

void record_legacy_user(Transaction& tx, const LegacyUser& user, base::Instant now)
{
    const auto linked_at = user.account ? std::optional{now} : std::nullopt;
    static_cast<void>(execute(
        tx.db(),
        "INSERT INTO legacy_user (portal_user_id, old_name, old_name_key, email, email_key, given_name, family_name,"
        " locale, status, account_id, linked_at, imported_at, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON DUPLICATE KEY UPDATE old_name = VALUES(old_name), old_name_key = VALUES(old_name_key),"
        " email = VALUES(email), email_key = VALUES(email_key), given_name = VALUES(given_name),"
        " family_name = VALUES(family_name), locale = VALUES(locale), status = VALUES(status),"
        " linked_at = IF(account_id <=> VALUES(account_id), linked_at, VALUES(linked_at)),"
        " account_id = VALUES(account_id), imported_at = VALUES(imported_at), note = VALUES(note)",
        user.portal_id, user.old_name, user.old_name_key, user.email, user.email_key, user.given_name, user.family_name,
        code_of(user.language), user.status, user.account, linked_at, now, user.note));
}

bool renew_imported_account(Transaction& tx, base::AccountId id, const NewAccount& present, base::Instant now)
try {
    // The assignments are made from left to right: the new address comes last.
    const int changed = execute(
        tx.db(),
        "UPDATE account SET given_name = ?, family_name = ?, locale = ?, updated_at = ?,"
        " password_generation = password_generation + IF(email_key = ?, 0, 1),"
        " mail_stopped_at = IF(email_key = ?, mail_stopped_at, NULL), email = ?, email_key = ?"
        " WHERE id = ? AND password_hash IS NULL AND state = ?",
        present.given_name, present.family_name, code_of(present.language), now, present.email.key, present.email.key,
        present.email.typed, present.email.key, id, AccountState::active);
    return changed == 1;
} catch (const DuplicateKey&) {
    return false;
}

} // namespace store
