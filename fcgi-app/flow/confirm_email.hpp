#pragma once

#include "flow/problem.hpp"

namespace flow {

/// /Account/Settings/Email/Confirm: behind the link. Only whoever is signed in to the account that asked may go on: a
/// mistyped address must not hand the account to a stranger.
[[nodiscard]] http::Response show_confirm_email(const Visit& visit);
[[nodiscard]] http::Response post_confirm_email(const Visit& visit);
[[nodiscard]] http::Response confirm_email_again(const Visit& visit, Problem problem);

} // namespace flow
