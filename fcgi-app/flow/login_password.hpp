#pragma once

#include "flow/step.hpp"

namespace flow {

/// The second page of signing in was sent: `step` says for which user name. Starts a session for the right password;
/// every other case (unknown, without a password, locked, closed, wrong) gets one and the same answer after the same
/// work.
[[nodiscard]] http::Response post_password(const Visit& visit, const Step& step);

} // namespace flow
