#pragma once

#include "flow/problem.hpp"

/// A resident asks staff to add an old user name, when the address on file is of no use.
namespace flow {

[[nodiscard]] http::Response show_ask_staff(const Visit& visit);
[[nodiscard]] http::Response post_ask_staff(const Visit& visit);
[[nodiscard]] http::Response ask_staff_again(const Visit& visit, Problem problem);

} // namespace flow
