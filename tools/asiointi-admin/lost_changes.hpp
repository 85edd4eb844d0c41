#pragma once

#include "store/accounts.hpp"
#include "store/database.hpp"

#include <istream>
#include <string>
#include <vector>

namespace admin {

/// A change to an account that the service's log tells of, and the restored trail does not.
struct LostChange {
    base::Instant at;
    store::AuditKind kind;
    std::string public_id;                 ///< of the account
    std::optional<store::Account> account; ///< nullopt: the restored database has no such account
};

/// Reads the log of the service (docs/audit.md), one JSON object a line; lines that are something else are passed over. Only
/// changes that somebody has to act on are told: passwords, addresses, accounts that came, closed or were locked, roles of
/// staff, and invitations. In the order of the log, each change once.
[[nodiscard]] std::vector<LostChange> find_lost_changes(store::Database& db, std::istream& log);

} // namespace admin
