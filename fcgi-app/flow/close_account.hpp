#pragma once

#include "flow/problem.hpp"

namespace flow {

/// /Account/Settings/Delete: says what will happen and asks for the password; then asks once more. The account is closed
/// at once, and erased by the background process when the time to come back is over. Signing in before opens it again.
[[nodiscard]] http::Response show_close_account(const Visit& visit);
[[nodiscard]] http::Response post_close_account(const Visit& visit);
[[nodiscard]] http::Response close_account_again(const Visit& visit, Problem problem);

/// /Account/Closed: says until when the owner may come back.
[[nodiscard]] http::Response show_closed(const Visit& visit);
constexpr std::string_view closed_path = "/Account/Closed";

} // namespace flow
