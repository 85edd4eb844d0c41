#pragma once

#include "base/account_id.hpp"
#include "store/database.hpp"

#include <optional>
#include <string>
#include <vector>

/// The help desk's members. The role is given by the command line alone.
namespace store {

struct StaffMember {
    std::string unit; ///< what residents read of who did it
    base::Instant granted_at;
    base::Instant ends_at;                     ///< the role holds while now < ends_at
    std::optional<base::Instant> suspended_at; ///< a password was set by a mailed link since it was given
};

/// True when this member may act as staff at `now`.
[[nodiscard]] bool holds(const StaffMember& member, base::Instant now);

/// Whoever has or had the role; nullopt: never, or it was taken away.
[[nodiscard]] std::optional<StaffMember> find_staff_member(Database& db, base::AccountId account);

struct ListedStaffMember {
    std::string email;
    std::string name;
    StaffMember member;
};

/// All members, by address.
[[nodiscard]] std::vector<ListedStaffMember> list_staff_members(Database& db);

/// Gives the role, or renews it: a suspension is over by that.
void give_staff_role(
    Transaction& tx, base::AccountId account, const std::string& unit, base::Instant ends_at, base::Instant now);

/// Takes the role away; false when there was none.
[[nodiscard]] bool end_staff_role(Transaction& tx, base::AccountId account, base::Instant now);

/// After a password was set by a mailed link: whoever reads the mails must not become staff by that. True when there was a
/// role to suspend.
bool suspend_staff_role(Transaction& tx, base::AccountId account, base::Instant now);

} // namespace store
