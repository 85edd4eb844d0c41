#pragma once

#include "flow/import_groups.hpp"

#include <map>
#include <vector>

namespace flow {

struct BatchOutcome {
    unsigned accounts_created = 0;
    unsigned accounts_renewed = 0; ///< accounts that are still the portal's
    unsigned passwords_imported = 0;
    unsigned users_linked = 0; ///< for the first time
    unsigned rows_written = 0;
    bool has_moved = false; ///< an account has another address by that
    std::map<store::LegacyStatus, unsigned> by_status;
    std::vector<PlannedFinding> findings;
};

/// Counts a group as its plan has it.
void add(BatchOutcome& outcome, const DecidedGroup& decided);
void add(BatchOutcome& sum, const BatchOutcome& part);

/// The plan gives the account another address.
[[nodiscard]] bool moves(const ImportPlan& plan);

} // namespace flow
