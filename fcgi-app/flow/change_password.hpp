#pragma once

#include "flow/problem.hpp"

/// A signed-in person changes the password, with the current one in the form itself.
namespace flow {

[[nodiscard]] http::Response show_change_password(const Visit& visit);
[[nodiscard]] http::Response post_change_password(const Visit& visit);
[[nodiscard]] http::Response change_password_again(const Visit& visit, Problem problem);

} // namespace flow
