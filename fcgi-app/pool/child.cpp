#include "pool/child.hpp"

#include "base/log.hpp"
#include "pool/confine.hpp"
#include "pool/turns.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <system_error>
#include <unistd.h>

namespace pool {
namespace {

/// SIGINT and SIGHUP stay blocked: Ctrl-C in a terminal reaches the whole process group, yet only the supervisor
/// decides when a child ends. SIGTERM is read through stop_signal_fd().
void set_signals()
{
    sigset_t child_signals;
    sigemptyset(&child_signals);
    sigaddset(&child_signals, SIGCHLD);
    ::sigprocmask(SIG_UNBLOCK, &child_signals, nullptr);
}

/// For the other roles, when the cores are short. What the machine does not grant is no reason not to serve.
void step_back(const Role& role)
{
    [[maybe_unused]] const int granted = ::nice(role.niceness);
    if (role.turn) set_turn(*role.turn);
}

/// A child must never return into the frames of the supervisor it was copied from: they own sockets and processes.
/// So this is the end of every exception.
int run_role(const Role& role, int listen_fd) noexcept
{
    try {
        base::start_log(role.name);
        step_back(role);
        confine(role.rights);
        return role.run(listen_fd);
    } catch (const std::exception& error) {
        base::log(base::LogLevel::error, "process_failed", {{"role", role.name}, {"detail", error.what()}});
    } catch (...) {
        base::log(base::LogLevel::error, "process_failed", {{"role", role.name}});
    }
    return EXIT_FAILURE;
}

} // namespace

pid_t start_child(const Role& role, int listen_fd, const std::vector<int>& not_for_it)
{
    const pid_t supervisor = ::getpid();
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    // The supervisor may have died before it could be told so.
    if (::getppid() != supervisor) ::_exit(EXIT_FAILURE);
    set_signals();
    for (const int fd : not_for_it) ::close(fd);
    ::_exit(run_role(role, listen_fd));
}

int stop_signal_fd()
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    const int fd = ::signalfd(-1, &stop, SFD_NONBLOCK | SFD_CLOEXEC);
    if (fd < 0) throw std::system_error{errno, std::generic_category(), "signalfd"};
    return fd;
}

} // namespace pool
