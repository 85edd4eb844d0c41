#pragma once

#include "flow/visit.hpp"

namespace flow {

/// /Account/Staff/Acts: what this member of staff has done.
[[nodiscard]] http::Response show_staff_trail(const Visit& visit);

} // namespace flow
