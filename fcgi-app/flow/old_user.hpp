#pragma once

#include "flow/problem.hpp"

/// A resident who remembers another old user name has it added to the account: by a link to the address on file.
namespace flow {

constexpr std::string_view old_user_path = "/Account/Settings/OldUser";

[[nodiscard]] http::Response show_old_user(const Visit& visit);
[[nodiscard]] http::Response post_old_user(const Visit& visit);
[[nodiscard]] http::Response old_user_again(const Visit& visit, Problem problem);

} // namespace flow
