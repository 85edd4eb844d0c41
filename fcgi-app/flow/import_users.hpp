#pragma once

#include "flow/import_decision.hpp"
#include "store/database.hpp"

#include <chrono>
#include <map>
#include <stdexcept>
#include <vector>

namespace flow {

struct ImportOptions {
    base::Instant now;
    /// Who was last seen longer ago is recorded but not activated: addresses are recycled.
    std::chrono::days long_unseen_after{3652}; ///< ten years
    unsigned rows_at_once = 1000;              ///< read from the view by one statement
};

struct ImportResult {
    unsigned seen = 0; ///< users in the portal
    unsigned accounts_created = 0;
    unsigned accounts_renewed = 0; ///< without a password: address, names or language taken over again
    unsigned users_linked = 0;     ///< to a new or an existing account, for the first time
    unsigned rows_written = 0;     ///< of legacy_user; 0 when nothing has changed since the last run
    unsigned users_gone = 0;       ///< on record, but no longer in the portal
    std::map<store::LegacyStatus, unsigned> by_status; ///< of the users in the portal, as they stand now
    std::vector<ImportFinding> findings;               ///< what needs a human, in portal order
};

/// The view `portal_user` breaks a promise: an id is missing, doubled or too long. Nothing of that user was written.
class PortalViewFault : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Makes accounts of the old portal's users (DESIGN, "The existing database"; ).
///
/// Reads the view in the order of its ids, twice: first which addresses there are, then address by address. Old users of
/// one address become one account when all their names agree; otherwise each of them waits for a human. Each address is
/// one transaction with its audit events, so the import may be stopped anywhere and simply run again: what is done is
/// found done, and nothing is written twice. An account that has a password keeps its address, names and language, and
/// what was linked once stays linked.
///
/// It may run beside the pages workers. Users that appear or move while it reads wait for the next run.
/// Throws DatabaseError when the database fails, PortalViewFault as above; the finished part stays.
[[nodiscard]] ImportResult import_users(store::Database& db, const ImportOptions& options);

} // namespace flow
