#pragma once

#include "flow/problem.hpp"

/// /Account/Staff: looking for a resident, and what residents have asked the help desk for.
namespace flow {

[[nodiscard]] http::Response show_staff_desk(const Visit& visit);
[[nodiscard]] http::Response post_staff_desk(const Visit& visit);
[[nodiscard]] http::Response staff_desk_again(const Visit& visit, Problem problem);

} // namespace flow
