#pragma once

#include "flow/problem.hpp"

/// Behind the mailed link: the person who can read the address on file and is signed in to the account that asked adds the
/// old user to it.
namespace flow {

[[nodiscard]] http::Response show_confirm_old_user(const Visit& visit);
[[nodiscard]] http::Response post_confirm_old_user(const Visit& visit);
[[nodiscard]] http::Response confirm_old_user_again(const Visit& visit, Problem problem);

} // namespace flow
