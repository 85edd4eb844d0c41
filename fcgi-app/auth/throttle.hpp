#pragma once

#include <chrono>

namespace auth {

/// How long the next attempt must wait after this many failures in a row for one user name.
/// Five are free, the sixth costs half a minute, each further one doubles it, up to a quarter of an hour.
[[nodiscard]] std::chrono::seconds wait_after_name_failures(unsigned failures);

/// The same for one network, which may be a school or an operator: two hundred failures within the window are free.
[[nodiscard]] std::chrono::seconds wait_after_network_failures(unsigned failures);

/// Failures older than this no longer count.
constexpr std::chrono::hours failure_memory{24};

} // namespace auth
