#pragma once

#include "flow/import_outcome.hpp"
#include "flow/import_passwords.hpp"

#include <vector>

/// One step of the import: the users of some hundred addresses, in one transaction.
namespace flow {

/// Decides about these groups and, when `apply`, does it: all in one transaction. Nothing is written, and no transaction
/// begun, for groups about which all is done already.
///
/// A resident may register or set a password meanwhile: everything is decided again inside of the transaction, on rows that
/// are then locked; a group of which the decision no longer holds, and all groups when the transaction conflicts with
/// others, are done one by one. Throws DatabaseError when the database fails.
[[nodiscard]] BatchOutcome import_batch(
    store::Database& db, const std::vector<ImportUsers>& groups, ImportPasswords& passwords, bool apply,
    base::Instant now);

/// Marks old users on record as gone from the portal; returns how many of them were not yet so marked, or need not be.
[[nodiscard]] unsigned
retire_users(store::Database& db, const std::vector<store::LegacyUser>& users, bool apply, base::Instant now);

} // namespace flow
