#pragma once

#include "store/database.hpp"

namespace flow {

/// Erases a few of the accounts whose owners have closed them and whose time to come back is over; returns how many.
/// Throws DatabaseError when the database fails; each account is erased whole or not at all.
[[nodiscard]] int erase_accounts(store::Database& db);

} // namespace flow
