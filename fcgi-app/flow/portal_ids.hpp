#pragma once

#include "store/database.hpp"

namespace flow {

/// Gets a user id from the portal for a few of the newcomers who wait for one; those for whom that fails are logged, and
/// tried again later. Returns how many got one.
/// Throws DatabaseUnavailable when the database, or the portal's procedure in it, takes too long; what is left waits in the queue.
int give_portal_ids(store::Database& db);

} // namespace flow
