#pragma once

#include "flow/visit.hpp"

/// /Account/Staff/Account: what the help desk sees of one resident's account, and what it may do. Looking is recorded.
namespace flow {

[[nodiscard]] http::Response show_staff_account(const Visit& visit);

} // namespace flow
