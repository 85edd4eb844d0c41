#pragma once

#include "flow/problem.hpp"

namespace flow {

/// /Account/Settings/Name: the name that the services show. It moves nothing in matters that were sent already.
[[nodiscard]] http::Response show_change_name(const Visit& visit);
[[nodiscard]] http::Response post_change_name(const Visit& visit);
[[nodiscard]] http::Response change_name_again(const Visit& visit, Problem problem);

} // namespace flow
