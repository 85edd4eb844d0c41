#pragma once

#include "pool/shared_memory.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <map>

namespace app {

/// From now on what `db` revokes is in the ring that the check workers read, before the person who caused it is answered.
void tell_ended_sessions(store::Database& db, pool::Shared& shared);

/// Follows the feed of revocations that other machines and the command line write, into the ring of this one.
class RevocationFeed {
public:
    RevocationFeed(store::Database& db, pool::Shared& shared) : db_{db}, shared_{shared} {}

    /// Reads the last hundred seconds and tells what is new in them. A check process trusts its memory for thirty, so neither
    /// a database nor a background process that was away hides anything; the clocks of two machines may differ by a minute;
    /// and rows commit late and out of order.
    void follow(base::Instant now);

private:
    store::Database& db_;
    pool::Shared& shared_;
    std::map<std::uint64_t, base::Instant> told_; ///< by id of the row: when
};

} // namespace app
