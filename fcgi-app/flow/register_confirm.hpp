#pragma once

#include "flow/problem.hpp"

/// The page behind the mail that registration sends: name and password make the account.
namespace flow {

[[nodiscard]] http::Response show_register_confirm(const Visit& visit);
[[nodiscard]] http::Response post_register_confirm(const Visit& visit);
[[nodiscard]] http::Response register_confirm_again(const Visit& visit, Problem problem);

} // namespace flow
