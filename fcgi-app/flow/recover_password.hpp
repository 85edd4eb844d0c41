#pragma once

#include "flow/problem.hpp"

/// The page behind the mailed link: a first password, or a new one for a forgotten one (guide, steps 5 and 6).
namespace flow {

[[nodiscard]] http::Response show_recover_password(const Visit& visit);
[[nodiscard]] http::Response post_recover_password(const Visit& visit);
[[nodiscard]] http::Response recover_password_again(const Visit& visit, Problem problem);

} // namespace flow
