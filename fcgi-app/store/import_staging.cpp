#include "store/import_staging.hpp"

#include "store/json_rows.hpp"
#include "store/legacy_user_row.hpp"

// No account and no note: nothing has been decided about a staged user.
#define STAGED_COLUMNS                                                                                                 \
    "l.portal_user_id, l.old_name, l.old_name_key, l.email, l.email_key, l.given_name, l.family_name, l.locale,"       \
    " l.status, NULL, '', l.position, l.last_used, l.password_hash"

namespace store {
namespace {

StagedUser staged_user(const Row& row)
{
    return {
        .position = static_cast<std::uint64_t>(row.integer(11)),
        .facts = read_legacy_user(row),
        .last_used = row.optional_instant(12),
        .password_hash = row.optional_text(13)};
}

nlohmann::json to_json(const StagedUser& user)
{
    const auto& facts = user.facts;
    const bool is_free = facts.status == LegacyStatus::shared_address;
    return {
        {"n", user.position},
        {"id", facts.portal_id},
        {"group", is_free ? json_value(facts.email_key) : nlohmann::json(nullptr)},
        {"old", facts.old_name},
        {"old_key", facts.old_name_key},
        {"email", json_value(facts.email)},
        {"key", json_value(facts.email_key)},
        {"given", facts.given_name},
        {"family", facts.family_name},
        {"locale", json_value(code_of(facts.language))},
        {"status", static_cast<int>(facts.status)},
        {"used", user.last_used ? nlohmann::json(base::to_datetime(*user.last_used)) : nlohmann::json(nullptr)},
        {"hash", json_value(user.password_hash)}};
}

} // namespace

void empty_staging(Database& db)
{
    (void)execute(db, "TRUNCATE TABLE import_user");
}

void stage(Database& db, const std::vector<StagedUser>& users)
{
    (void)execute(
        db,
        "INSERT INTO import_user (position, portal_user_id, group_key, old_name, old_name_key, email, email_key,"
        " given_name, family_name, locale, status, last_used, password_hash)"
        " SELECT j.n, j.id, j.grp, j.old, j.old_key, j.email, j.email_key, j.given, j.family, j.locale, j.status,"
        " j.used, j.hash FROM JSON_TABLE(?, '$[*]' COLUMNS ("
        " n BIGINT UNSIGNED PATH '$.n', id VARCHAR(64) PATH '$.id', grp VARCHAR(254) PATH '$.group',"
        " old VARCHAR(255) PATH '$.old', old_key VARCHAR(255) PATH '$.old_key', email VARCHAR(254) PATH '$.email',"
        " email_key VARCHAR(254) PATH '$.key', given VARCHAR(200) PATH '$.given', family VARCHAR(200) PATH '$.family',"
        " locale VARCHAR(2) PATH '$.locale', status INT PATH '$.status', used DATETIME PATH '$.used',"
        " hash VARCHAR(512) PATH '$.hash')) j",
        json_rows(users, to_json));
}

std::vector<std::string> list_ids_staged_twice(Database& db, unsigned most)
{
    return list(
        db, [](const Row& row) { return row.text(0); },
        "SELECT portal_user_id FROM import_user GROUP BY portal_user_id HAVING COUNT(*) > 1 LIMIT ?", most);
}

std::vector<StagedUser> list_staged_by_address(Database& db, const std::string& after, unsigned most)
{
    return list(
        db, staged_user,
        "SELECT " STAGED_COLUMNS " FROM import_user l WHERE l.group_key > ? ORDER BY l.group_key, l.position LIMIT ?",
        after, most);
}

std::vector<StagedUser> list_staged_of_address(Database& db, const std::string& key)
{
    return list(
        db, staged_user, "SELECT " STAGED_COLUMNS " FROM import_user l WHERE l.group_key = ? ORDER BY l.position", key);
}

std::vector<StagedUser> list_staged_obstacles(Database& db, std::uint64_t after, unsigned most)
{
    return list(
        db, staged_user,
        "SELECT " STAGED_COLUMNS " FROM import_user l WHERE l.group_key IS NULL AND l.position > ?"
        " ORDER BY l.position LIMIT ?",
        after, most);
}

std::vector<LegacyUser> list_users_gone(Database& db, const std::string& after, unsigned most)
{
    return list(
        db, read_legacy_user,
        "SELECT " LEGACY_USER_COLUMNS " FROM legacy_user l LEFT JOIN import_user u USING (portal_user_id)"
        " WHERE l.portal_user_id > ? AND u.position IS NULL ORDER BY l.portal_user_id LIMIT ?",
        after, most);
}

UsersOnRecord count_users_on_record(Database& db)
{
    return find_one(
               db,
               [](const Row& row) {
                   return UsersOnRecord{
                       .known = static_cast<unsigned>(row.integer(0)), .staged = static_cast<unsigned>(row.integer(1))};
               },
               "SELECT COUNT(*), COUNT(u.position) FROM legacy_user l LEFT JOIN import_user u USING (portal_user_id)"
               " WHERE l.status <> ? AND l.note NOT IN (?, " NOTE_OF_NEWCOMER ")",
               LegacyStatus::erased, std::string{note_of_gone})
        .value();
}

void mark_findings(Database& db, const std::vector<std::uint64_t>& positions, unsigned finding)
{
    const auto rows = json_rows(positions, [](std::uint64_t position) { return nlohmann::json(position); });
    (void)execute(
        db,
        "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (n BIGINT UNSIGNED PATH '$')) j"
        " STRAIGHT_JOIN import_user u ON u.position = j.n SET u.finding = ?",
        rows, finding);
}

void clear_findings(Database& db)
{
    (void)execute(db, "UPDATE import_user SET finding = NULL WHERE finding IS NOT NULL");
}

std::vector<StagedFinding> list_staged_findings(Database& db, std::uint64_t after, unsigned most)
{
    return list(
        db,
        [](const Row& row) {
            return StagedFinding{staged_user(row), static_cast<unsigned>(row.integer(14))};
        },
        "SELECT " STAGED_COLUMNS ", l.finding FROM import_user l WHERE l.finding IS NOT NULL AND l.position > ?"
        " ORDER BY l.position LIMIT ?",
        after, most);
}

} // namespace store
