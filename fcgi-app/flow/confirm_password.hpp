#pragma once

#include "flow/problem.hpp"

/// Asks a signed-in person for the password once more, before pages that a borrowed computer must not show (DESIGN,
/// "Sessions"), and goes on to where they wanted to go.
namespace flow {

constexpr std::string_view confirm_password_path = "/Account/ConfirmPassword";

[[nodiscard]] http::Response show_confirm_password(const Visit& visit);
[[nodiscard]] http::Response post_confirm_password(const Visit& visit);
[[nodiscard]] http::Response confirm_password_again(const Visit& visit, Problem problem);

} // namespace flow
