#pragma once

#include "flow/import_decision.hpp"
#include "store/import_rows.hpp"

#include <vector>

namespace flow {

/// Portal users who are decided about together: all of one address and without obstacle, or a single one with an obstacle.
using ImportUsers = std::vector<ImportedUser>;

/// One group, all that is known about it, and what is to become of it.
struct DecidedGroup {
    ImportGroup group;
    ImportPlan plan;
};

/// Looks up what is on record about many groups with a few statements, and decides about each, in their order.
/// lock  for_update: what was found stays as it is until the transaction ends, so the decision holds.
[[nodiscard]] std::vector<DecidedGroup>
decide_groups(store::Database& db, const std::vector<ImportUsers>& groups, store::RowLock lock, base::Instant now);

} // namespace flow
