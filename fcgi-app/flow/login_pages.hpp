#pragma once

#include "flow/step.hpp"
#include "view/pages.hpp"

#include <string>

namespace flow {

/// The first page: asks for the user name.
[[nodiscard]] view::Page login_name_page(const std::string& user_name, const std::string& return_url);

/// The first page again, saying that a link was sent.
[[nodiscard]] view::Page login_sent_page(const Step& step);

/// The second page: the same for every user name, byte for byte.
[[nodiscard]] view::Page login_password_page(const Visit& visit, const Step& step);

} // namespace flow
