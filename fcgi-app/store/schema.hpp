#pragma once

#include "store/database.hpp"

namespace store {

/// The newest migration in sql/, which the programs of this version need. A newer one in the database does no harm.
constexpr unsigned needed_migration = 13;

/// The newest migration that the database has, even if only begun; 0 when it has none.
[[nodiscard]] unsigned newest_migration(Database& db);

} // namespace store
