#pragma once

#include <chrono>

namespace http {

/// The exit status of a process that its watchdog ended. The supervisor counts it.
constexpr int watchdog_exit_status = 3;

/// Makes SIGALRM end this process with watchdog_exit_status and one line in the log.
void prepare_watchdog();

/// While it lives, the process has this much time: at least one second, in whole seconds.
class Watchdog {
public:
    explicit Watchdog(std::chrono::seconds patience);
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;
    ~Watchdog();
};

} // namespace http
