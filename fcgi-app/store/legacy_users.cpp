#include "store/legacy_users.hpp"

#include "store/legacy_user_row.hpp"

namespace store {

std::optional<LegacyUser> find_legacy_user(Database& db, const std::string& portal_id)
{
    return find_one(
        db, read_legacy_user, "SELECT " LEGACY_USER_COLUMNS " FROM legacy_user l WHERE l.portal_user_id = ?",
        portal_id);
}

bool is_shared_address(Database& db, const std::string& email_key)
{
    const auto found = list(
        db, [](const Row& row) { return row.integer(0); },
        "SELECT 1 FROM legacy_user WHERE email_key = ? AND status = ? LIMIT 1", email_key,
        LegacyStatus::shared_address);
    return !found.empty();
}

/// As in identify(), a name of several owners is nobody's.
std::optional<std::string> shared_address_of_old_name(Database& db, const std::string& name_key)
{
    if (name_key.empty()) return std::nullopt;
    const auto owners = list(
        db, [](const Row& row) { return row.optional_text(0); },
        "SELECT IF(status = ?, email, NULL) FROM legacy_user WHERE old_name_key = ? LIMIT 2",
        LegacyStatus::shared_address, name_key);
    return owners.size() == 1 ? owners.front() : std::nullopt;
}

/// Of equally old links the lowest id is the primary one; the shorter of two numbers is the lower one.
std::vector<std::string> list_portal_ids(Database& db, base::AccountId account)
{
    return list(
        db, [](const Row& row) { return row.text(0); },
        "SELECT portal_user_id FROM legacy_user WHERE account_id = ? AND status = ?"
        " ORDER BY linked_at, LENGTH(portal_user_id), portal_user_id",
        account, LegacyStatus::linked);
}

} // namespace store
