#include "http/watchdog.hpp"

#include "base/exit_status.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <limits>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace http {
namespace {

/// Whatever hangs may hold any lock, so only async-signal-safe calls are made: the line is ready-made, and _exit runs
/// no destructors.
extern "C" void end_process(int /*signal*/)
{
    constexpr std::string_view line =
        "{\"level\":\"error\",\"event\":\"request_timed_out\",\"detail\":\"the worker is replaced\"}\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
    ::_exit(base::watchdog_exit_status);
}

} // namespace

void prepare_watchdog()
{
    struct sigaction action {};
    action.sa_handler = end_process;
    sigset_t alarm_only;
    sigemptyset(&alarm_only);
    sigaddset(&alarm_only, SIGALRM);
    if (::sigaction(SIGALRM, &action, nullptr) != 0 || ::sigprocmask(SIG_UNBLOCK, &alarm_only, nullptr) != 0)
        throw std::system_error{errno, std::generic_category(), "SIGALRM"};
}

Watchdog::Watchdog(std::chrono::seconds patience)
{
    // 0 would mean "no alarm".
    const auto longest = std::chrono::seconds{std::numeric_limits<int>::max()};
    ::alarm(static_cast<unsigned>(std::clamp(patience, std::chrono::seconds{1}, longest).count()));
}

Watchdog::~Watchdog()
{
    ::alarm(0);
}

} // namespace http
