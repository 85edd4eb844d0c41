#pragma once

#include "auth/secret.hpp"
#include "store/database.hpp"

#include <chrono>

namespace store {

/// Two counters of failed attempts: for the user name as typed (known or not), and for the client's network.
/// Each is a digest, so the table holds no address that somebody typed by mistake.
struct AttemptKeys {
    auth::Digest name;
    auth::Digest network;
};

/// Counts one attempt before any hashing is done, atomically over all workers, and says how long the
/// visitor must wait: zero means go on. An attempt that must wait is not counted and does not prolong the wait.
[[nodiscard]] std::chrono::seconds reserve_attempt(Database& db, const AttemptKeys& keys, base::Instant now);

/// After a success: forgets the name's failures, and takes back the network's one reserved attempt.
void clear_attempts(Database& db, const AttemptKeys& keys);

/// Takes back an attempt that was reserved and then could not be made, because all hashing slots were taken.
void return_attempt(Database& db, const AttemptKeys& keys);

/// How many attempts in a row have failed for a user name, known or not; those under way are counted, too.
[[nodiscard]] unsigned name_failures(Database& db, const auth::Digest& name);

/// Forgets the failures of a user name: after its password was set by a mailed link, or by staff. True when there were any.
bool forget_failures(Transaction& tx, const auth::Digest& name);

} // namespace store
