#pragma once

#include "flow/problem.hpp"

/// "This address is not mine": whoever got a first-password mail by mistake, say at a recycled address, ends the link
/// and stops the mails (DESIGN, "The existing database").
namespace flow {

[[nodiscard]] http::Response show_not_for_me(const Visit& visit);
[[nodiscard]] http::Response post_not_for_me(const Visit& visit);
[[nodiscard]] http::Response not_for_me_again(const Visit& visit, Problem problem);

} // namespace flow
