#include "store/staff_members.hpp"

#include "base/text.hpp"
#include "store/column_text.hpp"

namespace store {
namespace {

StaffMember read_member(const Row& row)
{
    return {
        .unit = row.text(0),
        .granted_at = row.instant(1),
        .ends_at = row.instant(2),
        .suspended_at = row.optional_instant(3)};
}

} // namespace

bool holds(const StaffMember& member, base::Instant now)
{
    return !member.suspended_at && now < member.ends_at;
}

std::optional<StaffMember> find_staff_member(Database& db, base::AccountId account)
{
    return find_one(
        db, read_member, "SELECT unit, granted_at, ends_at, suspended_at FROM staff_member WHERE account_id = ?",
        account);
}

std::vector<ListedStaffMember> list_staff_members(Database& db)
{
    return list(
        db,
        [](const Row& row) {
            return ListedStaffMember{
                .email = row.text(4),
                .name = base::trimmed(row.text(5) + ' ' + row.text(6)),
                .member = read_member(row)};
        },
        "SELECT s.unit, s.granted_at, s.ends_at, s.suspended_at, a.email, a.given_name, a.family_name"
        " FROM staff_member s JOIN account a ON a.id = s.account_id ORDER BY a.email_key");
}

void give_staff_role(
    Transaction& tx, base::AccountId account, const std::string& unit, base::Instant ends_at, base::Instant now)
{
    (void)execute(
        tx.db(),
        "INSERT INTO staff_member (account_id, unit, granted_at, ends_at) VALUES (?, ?, ?, ?)"
        " ON DUPLICATE KEY UPDATE unit = VALUES(unit), granted_at = VALUES(granted_at), ends_at = VALUES(ends_at),"
        " suspended_at = NULL",
        account, text_that_fits(unit, 100), now, ends_at);
}

bool end_staff_role(Transaction& tx, base::AccountId account, base::Instant now)
{
    tx.revoke({.session = std::nullopt, .account = account}, now);
    return execute(tx.db(), "DELETE FROM staff_member WHERE account_id = ?", account) == 1;
}

bool suspend_staff_role(Transaction& tx, base::AccountId account, base::Instant now)
{
    return execute(tx.db(), "UPDATE staff_suspension SET suspended_at = ? WHERE account_id = ?", now, account) == 1;
}

} // namespace store
