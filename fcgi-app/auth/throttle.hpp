#pragma once

#include "base/time.hpp"

#include <chrono>

/// How many wrong passwords may be tried. docs/throttling.md says the same to people, and a test compares the numbers
///
namespace auth {

/// What failures are counted by. A browser that signed in to the account before, and since its password was last set,
/// has a count of its own and no part in the others: whatever strangers do, the owner is not slowed (DESIGN,
/// "Throttling").
enum class CountedBy {
    name,    ///< of a user name, known or not, from all browsers that it does not know
    network, ///< of all user names together, from one network: a school or an operator may be behind it
    both,    ///< of one user name from one network
    device,  ///< of one account, from a browser that it knows
};

/// So many failures in a row are free; each further one costs a wait before the next attempt.
constexpr unsigned free_failures_of_name = 20;
constexpr unsigned free_failures_of_network = 200;
constexpr unsigned free_failures_of_both = 5;
constexpr unsigned free_failures_of_device = 10;

/// The first wait; each further failure doubles it, up to the longest one.
constexpr std::chrono::seconds first_wait{30};
constexpr std::chrono::minutes longest_wait{15};

/// After so many failures in a row the password is closed until it is set anew by a mailed link, or staff open it: to all
/// browsers that the account does not know, or to the one known browser that they came from.
constexpr unsigned closing_failures = 100;

/// Failures are forgotten when so much time has passed since the last one. What has closed is never forgotten so.
constexpr std::chrono::days failure_memory{30};
/// The same of one user name from one network.
constexpr std::chrono::hours failure_memory_of_both{24};
/// A network is forgiven one failure in so much time, however many follow: behind an operator's address there is always
/// somebody who mistypes.
constexpr std::chrono::minutes network_is_forgiven_one_in{1};

/// Failures in a row, and since when.
struct Tally {
    unsigned failures = 0;
    base::Instant since{}; ///< the last failure; of a network: until when failures have been forgiven
};

/// What still counts of it at `now`.
[[nodiscard]] Tally still_counts(CountedBy by, Tally tally, base::Instant now);

/// The same with one failure more.
[[nodiscard]] Tally with_failure(CountedBy by, Tally tally, base::Instant now);

/// How long the next attempt must wait after this many failures.
[[nodiscard]] std::chrono::seconds wait_after(CountedBy by, unsigned failures);

/// True when no attempt is made any more after this many failures.
[[nodiscard]] bool closes(CountedBy by, unsigned failures);

} // namespace auth
