#pragma once

#include "flow/problem.hpp"

/// Signing in: first the user name, then the password. Two pages at one address (guide, steps 2, 3 and 7).
namespace flow {

[[nodiscard]] http::Response show_login(const Visit& visit);
[[nodiscard]] http::Response post_login(const Visit& visit);
[[nodiscard]] http::Response login_again(const Visit& visit, Problem problem);

} // namespace flow
