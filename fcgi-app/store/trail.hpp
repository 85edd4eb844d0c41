#pragma once

#include "store/audit_event.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The whole audit trail, for administrators: with who it was, which residents do not read.
namespace store {

struct TrailEvent {
    std::uint64_t id;
    base::Instant at;
    AuditKind kind;
    std::string email; ///< of the account; "" for none, and for one that was erased since
    std::string client_network;
    std::string detail;
    std::string reference;
    std::string actor;
    std::string unit;
    std::string reason;
};

/// Up to `most` events, the newest in front, that are older than the event `before` (by its id, nullopt: from the newest on).
[[nodiscard]] std::vector<TrailEvent> list_trail(Database& db, std::optional<std::uint64_t> before, unsigned most);

/// The same of one account.
[[nodiscard]] std::vector<TrailEvent>
list_trail_of(Database& db, base::AccountId account, std::optional<std::uint64_t> before, unsigned most);

} // namespace store
