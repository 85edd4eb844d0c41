#pragma once

#include "flow/problem.hpp"

namespace flow {

/// /Account/Settings/Email: asks for the new address and the current password. The new address gets a link; until it is
/// used, nothing changes. No answer tells whether somebody has that address already.
[[nodiscard]] http::Response show_change_email(const Visit& visit);
[[nodiscard]] http::Response post_change_email(const Visit& visit);
[[nodiscard]] http::Response change_email_again(const Visit& visit, Problem problem);

} // namespace flow
