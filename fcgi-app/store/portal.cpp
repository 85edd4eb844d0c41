#include "store/portal.hpp"

// Old portals hold '0000-00-00' for "never"; no such text may reach the clock.
#define PORTAL_USER_COLUMNS                                                                                            \
    "id, old_name, email, given_name, family_name, language,"                                                          \
    " CASE WHEN last_used >= '1970-01-01' THEN CAST(last_used AS DATETIME) END, COALESCE(closed, 0)"

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

PortalUser portal_user_with_hash(const Row& row)
{
    auto user = portal_user(row);
    user.password_hash = row.text(8);
    return user;
}

} // namespace

std::vector<PortalUser> list_portal_users(Database& db, const std::optional<std::string>& after, unsigned most)
{
    if (!after) {
        return list(db, portal_user, "SELECT " PORTAL_USER_COLUMNS " FROM portal_user ORDER BY id LIMIT ?", most);
    }
    return list(
        db, portal_user, "SELECT " PORTAL_USER_COLUMNS " FROM portal_user WHERE id > ? ORDER BY id LIMIT ?", *after,
        most);
}

std::vector<PortalUser>
list_portal_users_with_hashes(Database& db, const std::optional<std::string>& after, unsigned most)
{
    if (!after) {
        return list(
            db, portal_user_with_hash,
            "SELECT " PORTAL_USER_COLUMNS ", password_hash FROM portal_user ORDER BY id LIMIT ?", most);
    }
    return list(
        db, portal_user_with_hash,
        "SELECT " PORTAL_USER_COLUMNS ", password_hash FROM portal_user WHERE id > ? ORDER BY id LIMIT ?", *after,
        most);
}

std::uint64_t count_portal_users(Database& db)
{
    const auto count = find_one(
        db, [](const Row& row) { return static_cast<std::uint64_t>(row.integer(0)); },
        "SELECT COUNT(*) FROM portal_user");
    return count.value_or(0);
}

bool portal_has_password_hashes(Database& db)
{
    return find_one(
               db, [](const Row& row) { return row.integer(0); },
               "SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE()"
               " AND table_name = 'portal_user' AND column_name = 'password_hash'")
        .has_value();
}

} // namespace store
