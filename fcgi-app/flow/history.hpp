#pragma once

#include "flow/visit.hpp"

namespace flow {

/// The resident's dealings in the portal, of all their old user names together. When the portal's view fails, the page says
/// so and is otherwise whole.
[[nodiscard]] http::Response show_history(const Visit& visit);

} // namespace flow
