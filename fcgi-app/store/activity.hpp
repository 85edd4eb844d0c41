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
/// nothing, are left out, but never one that a member of staff caused. A sign-in with a new browser is one event here, not two.
[[nodiscard]] Activities list_activities(Database& db, base::AccountId account, unsigned offset, unsigned most);

/// Up to `most` events of an account that staff caused, the newest in front.
[[nodiscard]] std::vector<Activity> list_staff_activities(Database& db, base::AccountId account, unsigned most);

/// What one member of staff did, for their own list: with whose account it was.
struct StaffAct {
    Activity activity;
    std::string email; ///< of the account; "" for none, and for one that was erased since
};
struct StaffActs {
    std::vector<StaffAct> rows; ///< the newest in front
    bool has_older;
};
[[nodiscard]] StaffActs list_acts_of(Database& db, const std::string& actor, unsigned offset, unsigned most);

/// True when this member of staff looked at the account since `since`.
[[nodiscard]] bool has_looked(Database& db, const std::string& actor, base::AccountId account, base::Instant since);

/// True when such an event of this account is in the trail since `since`.
[[nodiscard]] bool has_event(Database& db, base::AccountId account, AuditKind kind, base::Instant since);

} // namespace store
