#pragma once

#include "flow/problem.hpp"

namespace flow {

/// The settings of the account: what there is, with a page of its own for each.
[[nodiscard]] http::Response show_settings(const Visit& visit);

} // namespace flow
