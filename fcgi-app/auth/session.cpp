#include "auth/session.hpp"

#include <algorithm>

namespace auth {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes password_is_fresh_for{15};
constexpr minutes between_touches{1};
/// How far the clocks of two machines may differ.
constexpr minutes clock_difference{1};

/// A clock that was set back never makes the time earlier than the session has already seen.
base::Instant present(const SessionTimes& times, base::Instant now)
{
    return std::max(now, times.last_seen_at);
}

} // namespace

bool is_alive(const SessionTimes& times, base::Instant now)
{
    const auto at = present(times, now);
    if (at >= times.expires_at) return false;
    if (times.created_at - now > clock_difference) return false;
    return times.idle_limit == seconds::zero() || at - times.last_seen_at < times.idle_limit;
}

bool password_just_given(const SessionTimes& times, base::Instant now)
{
    if (times.password_given_at - now > clock_difference) return false;
    return present(times, now) - times.password_given_at < password_is_fresh_for;
}

bool should_touch(const SessionTimes& times, base::Instant now)
{
    return now - times.last_seen_at >= between_touches;
}

} // namespace auth
