#pragma once

#include "flow/visit.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace flow {

/// The login page with a user name filled in, for a link that works in any browser and carries no credential: the name is
/// sealed, so that no mail server, log or Referer shows an address, and nobody but us can choose what the page shows.
[[nodiscard]] std::string sign_in_path(const std::vector<base::Key>& keys, std::string_view user_name);

/// The user name in the query of such a link; "" when there is none of ours, or its key was rotated out.
[[nodiscard]] std::string known_name(const Visit& visit);

} // namespace flow
