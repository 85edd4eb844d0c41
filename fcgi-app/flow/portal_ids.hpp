#pragma once

#include "store/database.hpp"

#include <functional>

namespace flow {

/// Gets a user id from the portal for a few of the newcomers who wait for one; those for whom that fails are logged, and
/// tried again later. Returns how many got one. With is_stopping() no further one is begun.
/// Throws DatabaseUnavailable when the database, or the portal's procedure in it, takes too long; what is left waits in the queue.
int give_portal_ids(store::Database& db, const std::function<bool()>& is_stopping);

} // namespace flow
