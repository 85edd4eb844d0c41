#pragma once

namespace base {

/// Of a process that its watchdog ended (http/watchdog.hpp). The supervisor counts it.
constexpr int watchdog_exit_status = 3;

} // namespace base
