#pragma once

#include "store/accounts.hpp"
#include "store/legacy_users.hpp"

#include <optional>
#include <string>

/// Adding a further old user of the portal to the account of the same person.
namespace store {

/// The old user with this name; nullopt when nobody or more than one has it.
/// name_key  auth::user_name_key() of what was typed.
[[nodiscard]] std::optional<LegacyUser> find_old_user_by_name(Database& db, const std::string& name_key);

/// True when an old user may be added to `account` by whoever reads the address on file: neither closed in the portal nor
/// erased, not added yet, and not of another account that its owner uses or staff have locked.
/// owner  the account that the old user leads to by now, if any.
[[nodiscard]] bool may_be_added(const LegacyUser& user, const std::optional<Account>& owner, base::AccountId account);

/// Moves an old user to `account`, if it still may be. An imported account that nobody has set a password for and that has
/// no other old user left is closed and erased at once: nobody could use it. False, and nothing changed, when it may not.
[[nodiscard]] bool
move_old_user(Transaction& tx, const std::string& portal_id, base::AccountId account, base::Instant now);

} // namespace store
