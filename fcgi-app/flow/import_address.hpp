#pragma once

#include "flow/import_decision.hpp"
#include "store/database.hpp"

#include <vector>

/// One step of the import: the portal users of one address, in one transaction.
namespace flow {

struct AddressOutcome {
    bool created = false;      ///< an account
    bool renewed = false;      ///< an account without a password
    bool has_moved = false;    ///< it has another address by that
    unsigned users_linked = 0; ///< for the first time
    unsigned rows_written = 0;
    std::vector<store::LegacyStatus> statuses; ///< of the users, in their order
    std::vector<ImportFinding> findings;
};

/// Decides about these users and does it; writes nothing, and begins no transaction, when nothing is to be changed.
/// users  all of one address and without obstacle, or a single one with an obstacle.
[[nodiscard]] AddressOutcome
import_address(store::Database& db, const std::vector<ImportedUser>& users, base::Instant now);

/// Marks an old user on record as gone from the portal; false when that is known, or it is linked to an account.
bool retire_user(store::Database& db, const store::LegacyUser& user, base::Instant now);

} // namespace flow
