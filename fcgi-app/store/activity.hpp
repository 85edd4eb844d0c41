#pragma once

#include "store/database.hpp"

#include <string>
#include <vector>

/// What happened to an account, for its owner to read: from the audit trail.
namespace store {

struct Activity {
    base::Instant at;
    AuditKind kind;
    std::string client_network; ///< "" when there was no client
    std::string detail;
    std::string unit;   ///< of the member of staff who did it; "": the owner or the product
    std::string reason; ///< why a member of staff did it
};

struct Activities {
    std::vector<Activity> rows; ///< the newest in front
    bool has_older;
};

/// Up to `most` events of an account behind its newest `offset` ones. Events of the machinery alone, which tell its owner
/// nothing, are left out, but never one that a member of staff caused.
[[nodiscard]] Activities list_activities(Database& db, base::AccountId account, unsigned offset, unsigned most);

} // namespace store
