#pragma once

#include "auth/secret.hpp"
#include "store/database.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace store {

/// The counters of failed attempts that one attempt belongs to (auth::CountedBy). Each is a keyed digest, so the table holds
/// no address that somebody typed by mistake.
struct AttemptKeys {
    auth::Digest name; ///< of the user name as typed, known or not
    auth::Digest network;
    auth::Digest both;
    /// Of the browser, when the account knows it: then this one alone counts.
    std::optional<auth::Digest> device{};
};

/// The counters that tell how somebody fares who has this account: under its user name, and in each browser that it knows.
struct OwnerKeys {
    auth::Digest name;
    std::vector<auth::Digest> devices{};
};

/// Whether an attempt may be made.
struct Reservation {
    bool is_shut = false;         ///< never, until the password is set anew
    std::chrono::seconds wait{0}; ///< not before that; zero: go on
    unsigned failures = 0;        ///< in a row for this name or browser, should this attempt fail
    /// Should it fail, the next one for this name from here waits so long. What the network as a whole waits for is no
    /// sign that this name is being guessed at.
    std::chrono::seconds next_wait{0};

    [[nodiscard]] bool may_go_on() const { return !is_shut && wait == std::chrono::seconds{0}; }
};

/// Counts one attempt before any hashing is done, atomically over all workers, or refuses it. An attempt
/// that is refused is not counted and does not prolong the wait.
[[nodiscard]] Reservation reserve_attempt(Database& db, const AttemptKeys& keys, base::Instant now);

/// After a success: forgets the failures of the name, or of the known browser alone, and takes back the network's one
/// reserved attempt.
void clear_attempts(Transaction& tx, const AttemptKeys& keys);

/// Takes back an attempt that was reserved and then could not be made, because all hashing slots were taken.
void return_attempt(Database& db, const AttemptKeys& keys);

/// Forgets the failures of a user name from all networks, or in one browser: after its password was set by a mailed link, or by
/// staff. True when there were any.
bool forget_failures(Transaction& tx, const auth::Digest& key);

} // namespace store
