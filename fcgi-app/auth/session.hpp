#pragma once

#include "base/time.hpp"

#include <chrono>

namespace auth {

/// The times of one sign-in: when it began, when it was last used and which limits it was made with.
struct SessionTimes {
    base::Instant created_at;
    base::Instant last_seen_at;
    base::Instant password_given_at;
    base::Instant expires_at;        ///< absolute end
    std::chrono::seconds idle_limit; ///< zero: no idle limit (a remembered sign-in)
};

/// True while the session may be used: now < expires_at, and not idle for idle_limit or longer.
/// A clock set back does not revive a session that has ended.
[[nodiscard]] bool is_alive(const SessionTimes& times, base::Instant now);

/// True when the password was given within the last 15 minutes.
[[nodiscard]] bool password_just_given(const SessionTimes& times, base::Instant now);

/// True when last_seen_at should be written again: at most once a minute.
[[nodiscard]] bool should_touch(const SessionTimes& times, base::Instant now);

} // namespace auth
