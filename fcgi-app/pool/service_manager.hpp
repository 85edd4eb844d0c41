#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace pool {

/// The service manager that started this process, when it wants to hear from it (sd_notify(3), NOTIFY_SOCKET). Without one
/// every call does nothing. A message that does not arrive is no fault: who hears nothing acts by its own time limits.
class ServiceManager {
public:
    /// Takes NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID out of the environment.
    ServiceManager();

    void ready() const;
    void reloading() const;
    void stopping() const;
    void alive() const; ///< feeds the watchdog, if there is one

    /// How often alive() is due; nullopt when nobody watches.
    [[nodiscard]] std::optional<std::chrono::milliseconds> between_signs_of_life() const { return between_; }

private:
    void tell(std::string_view message) const;

    std::string socket_; ///< path, or a name with "@" in front; empty: nobody listens
    std::optional<std::chrono::milliseconds> between_;
};

} // namespace pool
