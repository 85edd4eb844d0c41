#pragma once

#include "flow/problem.hpp"

namespace flow {

/// /Account/Settings/Language: the language of mails, and of pages on devices where no other was chosen.
[[nodiscard]] http::Response show_change_language(const Visit& visit);
[[nodiscard]] http::Response post_change_language(const Visit& visit);
[[nodiscard]] http::Response change_language_again(const Visit& visit, Problem problem);

} // namespace flow
