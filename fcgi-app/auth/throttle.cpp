#include "auth/throttle.hpp"

#include <algorithm>

namespace auth {

namespace {

unsigned free_failures(CountedBy by)
{
    switch (by) {
    case CountedBy::name:
        return free_failures_of_name;
    case CountedBy::network:
        return free_failures_of_network;
    case CountedBy::device:
        return free_failures_of_device;
    default:
        return free_failures_of_both;
    }
}

/// Whole steps are forgiven and the rest of the time stays to be counted, so that a failure in every half a minute does
/// not keep the others alive. A clock that was set back forgives nothing.
Tally forgiven(Tally tally, base::Instant now)
{
    const auto steps = std::max<std::int64_t>(0, (now - tally.since) / network_is_forgiven_one_in);
    if (steps >= tally.failures) return {.failures = 0, .since = now};
    return {
        .failures = tally.failures - static_cast<unsigned>(steps),
        .since = tally.since + steps * network_is_forgiven_one_in};
}

} // namespace

Tally still_counts(CountedBy by, Tally tally, base::Instant now)
{
    if (by == CountedBy::network) return forgiven(tally, now);
    if (closes(by, tally.failures)) return tally;
    const std::chrono::seconds memory = by == CountedBy::both ? failure_memory_of_both : failure_memory;
    return tally.since + memory <= now ? Tally{.failures = 0, .since = now} : tally;
}

Tally with_failure(CountedBy by, Tally tally, base::Instant now)
{
    auto counted = still_counts(by, tally, now);
    ++counted.failures;
    if (by != CountedBy::network) counted.since = now;
    return counted;
}

std::chrono::seconds wait_after(CountedBy by, unsigned failures)
{
    const auto free = free_failures(by);
    if (failures <= free) return std::chrono::seconds::zero();
    // Five doublings pass the longest wait; more of them would overflow.
    const auto doublings = std::min(failures - free - 1, 5U);
    return std::min<std::chrono::seconds>(first_wait * (1U << doublings), longest_wait);
}

bool closes(CountedBy by, unsigned failures)
{
    return (by == CountedBy::name || by == CountedBy::device) && failures >= closing_failures;
}

} // namespace auth
