#pragma once

#include "flow/visit.hpp"

namespace flow {

/// What happened to the person's account: sign-ins, changes, and everything that staff did, with who and why.
[[nodiscard]] http::Response show_activity(const Visit& visit);

} // namespace flow
