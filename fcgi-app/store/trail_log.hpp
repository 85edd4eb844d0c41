#pragma once

#include "store/database.hpp"

#include <vector>

namespace store {

/// One line of the log for each event that was committed: what happened, when, to whom, from where, and what came of it (R-261;
/// docs/audit.md). A reason that staff wrote stays in the database: it may tell of a person.
void log_events(const std::vector<LoggedEvent>& events);

} // namespace store
