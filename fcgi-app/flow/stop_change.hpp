#pragma once

#include "flow/problem.hpp"

/// The link in the mail about a change that staff have asked for: whoever reads the present address stops it (DESIGN, Command
/// line).
namespace flow {

[[nodiscard]] http::Response show_stop_change(const Visit& visit);
[[nodiscard]] http::Response post_stop_change(const Visit& visit);
[[nodiscard]] http::Response stop_change_again(const Visit& visit, Problem problem);

} // namespace flow
