#pragma once

#include "flow/staff_acts.hpp"

namespace flow {

/// Signs an account out everywhere, on the portal's hosts too; its password stays. nothing_to_do when nobody was signed in.
[[nodiscard]] ActOutcome end_sessions(const Desk& desk, const store::Account& account, const std::string& reason);

} // namespace flow
