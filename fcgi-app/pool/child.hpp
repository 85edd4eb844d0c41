#pragma once

#include "pool/supervisor.hpp"

#include <vector>

namespace pool {

/// Starts a child process that runs the role, confined to its rights, and ends with its result, or with 1 when it throws. The child gets SIGTERM
/// when this process dies, finds the supervisor's signals blocked but for SIGCHLD, and closes `not_for_it`.
/// Returns its pid, or -1 with errno when the system has no room for it.
[[nodiscard]] pid_t start_child(const Role& role, int listen_fd, const std::vector<int>& not_for_it);

} // namespace pool
