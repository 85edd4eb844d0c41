#pragma once

#include "flow/problem.hpp"

/// "Unohtuiko käyttäjätunnus tai salasana?": asks for an address or an old user name, and answers everybody alike.
namespace flow {

[[nodiscard]] http::Response show_forgot(const Visit& visit);
[[nodiscard]] http::Response post_forgot(const Visit& visit);
[[nodiscard]] http::Response forgot_again(const Visit& visit, Problem problem);

} // namespace flow
