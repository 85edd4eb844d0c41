#pragma once

#include "flow/problem.hpp"

/// Signing out: here, or on all devices. GET asks and changes nothing.
namespace flow {

[[nodiscard]] http::Response show_logout(const Visit& visit);
[[nodiscard]] http::Response post_logout(const Visit& visit);
[[nodiscard]] http::Response logout_again(const Visit& visit, Problem problem);

} // namespace flow
