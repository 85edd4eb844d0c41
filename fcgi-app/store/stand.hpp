#pragma once

#include "base/metrics.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace store {

/// Counts what /metrics tells of the database: queued and dead mails, and sessions. Looks at every queued mail and every
/// live session, so now and then is enough. Throws as every query does; what was not counted by then stays as it was.
void measure_stand(Database& db, base::Stand& stand, base::Instant now);

} // namespace store
