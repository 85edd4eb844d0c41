#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pool {

/// What a kind of process may do besides computing, waiting, and talking over sockets that are open. Nothing is allowed by default.
struct Rights {
    bool unix_sockets = false;           ///< open them and connect
    bool network = false;                ///< the same with sockets of IPv4 and IPv6
    bool threads = false;                ///< start threads; nobody may start processes
    std::vector<std::string> readable{}; ///< files and folders; what does not exist is passed over. Nothing is writable
    std::vector<std::uint16_t> ports{};  ///< TCP ports of others that it may connect to (kernels from 6.7 on)
};

/// Takes from this process what it does not need, for the rest of its life: capabilities, new privileges, core dumps and
/// a memory that others can read, files (Landlock, where the kernel has it) and system calls (seccomp). It needs no
/// privilege for that. Call it while the process has one thread.
///
/// A system call that only an intruder would make (execve, ptrace, a foreign socket family, ...) ends the process by
/// SIGSYS; any other that is not on the list fails with ENOSYS, as on an old kernel (docs/confinement.md).
/// Throws std::system_error when the kernel refuses; then the process must not go on.
/// Source; ASVS 5.0 13.2.4, 15.2.5.
void confine(const Rights& rights);

/// The same for the process that starts the others, which inherit it: calls of an intruder end it, all else is left to it.
/// It keeps those capabilities that give sockets to a group and read what another user's configuration names, if it has
/// them. Logs "files_not_confined" when the kernel has no Landlock.
void confine_supervisor();

} // namespace pool
