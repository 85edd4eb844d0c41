#pragma once

#include <chrono>

namespace http {

/// Makes SIGALRM end this process with base::watchdog_exit_status and one line in the log.
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
