#pragma once

#include "pool/confine.hpp"
#include "pool/shared_memory.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pool {

/// A kind of child process.
struct Role {
    std::string name;   ///< "pages", "hash", "check" or "background"
    unsigned processes; ///< how many run at a time
    /// What a child does until it is told to stop by SIGTERM, which it finds blocked. Its result is the exit status.
    /// listen_fd is the socket of that role, -1 when it has none.
    std::function<int(int listen_fd)> run;
    std::string socket; ///< path to bind; empty: none
    Rights rights{};    ///< what a child is confined to before `run`
    int niceness = 0;   ///< by how much a child steps back for the other roles when the cores are short (nice(2))
    /// How long it computes at a stretch (pool/turns.hpp); absent: as usual.
    std::optional<std::chrono::milliseconds> turn{};
    bool finishes_last = false; ///< asked to finish when all others have, since they may need it until then
};

/// One generation of children, made from one reading of the configuration.
struct Generation {
    std::vector<Role> roles;
    std::string socket_group; ///< group that may connect to the sockets; empty: the process's own
    std::chrono::seconds stop_timeout;
    /// Waits for what the reading of the configuration tries out beside everything else. Throws when it fails.
    std::function<void()> finish_self_test = [] {};
};

/// A signalfd for the SIGTERM that a child finds blocked: readable when the child is asked to finish.
/// Throws std::system_error.
[[nodiscard]] int stop_signal_fd();

/// Runs the pool until SIGTERM or SIGINT: binds the sockets (or takes them from systemd, LISTEN_FDS with
/// LISTEN_FDNAMES "pages", or the pages socket from descriptor 0 when that is a listening socket, as spawn-fcgi leaves
/// it), starts the children and starts anew those that end (a clean end at once, a failure with a growing pause
/// of 0.1 to 10 s). Log lines name each child's pid and role.
///
/// load   reads the configuration and loads templates and catalogues into this process, so that children inherit them.
///        Called once at start and again on SIGHUP. When it throws on SIGHUP, the fault is logged and the old
///        generation goes on; when it throws at the start, so does this function. So it is with finish_self_test.
/// On SIGHUP the new generation is started first and the old one is then asked to finish: no request is refused.
/// A changed socket path needs a restart; that is logged.
///
/// A service manager that waits for it (sd_notify) is told when the pool is ready, reloads and stops, and gets its watchdog
/// fed as long as this function goes round.
///
/// Returns the exit status of the program: 0 after an orderly stop.
[[nodiscard]] int supervise(Shared& shared, const std::function<Generation()>& load);

} // namespace pool
