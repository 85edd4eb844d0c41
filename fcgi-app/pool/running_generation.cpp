#include "pool/running_generation.hpp"

#include "base/exit_status.hpp"
#include "base/log.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/wait.h>

namespace pool {
namespace {

using base::LogLevel;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// A child that lived this long has worked; what ends it then is a new trouble.
constexpr seconds proof_of_health{10};

bool is_clean(int wait_status)
{
    return WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0;
}

void log_end(const Role& role, pid_t pid, int wait_status)
{
    const auto level = is_clean(wait_status) ? LogLevel::info : LogLevel::error;
    if (WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGSYS) {
        // The kernel's log names the call; see docs/confinement.md.
        base::log(
            level, "forbidden_system_call",
            {{"role", role.name},
             {"child", pid},
             {"signal", SIGSYS},
             {"cause", "a system call that only an intruder makes"}});
    } else if (WIFSIGNALED(wait_status)) {
        base::log(level, "process_ended", {{"role", role.name}, {"child", pid}, {"signal", WTERMSIG(wait_status)}});
    } else {
        base::log(level, "process_ended", {{"role", role.name}, {"child", pid}, {"status", WEXITSTATUS(wait_status)}});
    }
}

} // namespace

milliseconds restart_pause(unsigned failures)
{
    if (failures == 0) return milliseconds{0};
    return std::min(milliseconds{100} * (1U << std::min(failures - 1, 7U)), milliseconds{10'000});
}

RunningGeneration::RunningGeneration(Shared& shared, Generation generation, Start start)
    : shared_{shared}, generation_{std::move(generation)}, start_{std::move(start)}
{
    for (std::size_t role = 0; role < generation_.roles.size(); ++role)
        seats_.insert(seats_.end(), generation_.roles[role].processes, Seat{.role = role});
}

void RunningGeneration::start_due(Clock::time_point now)
{
    if (is_retired()) return;
    for (auto& seat : seats_)
        if (seat.pid == 0 && seat.start_at <= now) start(seat, now);
}

void RunningGeneration::start(Seat& seat, Clock::time_point now)
{
    const auto& role = generation_.roles[seat.role];
    const pid_t pid = start_(role);
    if (pid < 0) {
        base::log(LogLevel::error, "process_not_started", {{"role", role.name}, {"detail", std::strerror(errno)}});
        seat.start_at = now + restart_pause(++seat.failures);
        return;
    }
    seat.pid = pid;
    seat.started_at = now;
    base::log(LogLevel::info, "process_started", {{"role", role.name}, {"child", pid}});
}

bool RunningGeneration::note_end(pid_t pid, int wait_status, Clock::time_point now)
{
    const auto seat = std::ranges::find(seats_, pid, &Seat::pid);
    if (seat == seats_.end()) return false;
    log_end(generation_.roles[seat->role], pid, wait_status);
    seat->pid = 0;
    if (is_retired())
        ask_last_to_finish();
    else
        plan_successor(*seat, wait_status, now);
    return true;
}

void RunningGeneration::plan_successor(Seat& seat, int wait_status, Clock::time_point now)
{
    if (is_clean(wait_status)) {
        seat.failures = 0;
    } else {
        ++shared_.worker_restarts;
        if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == base::watchdog_exit_status) ++shared_.watchdog_kills;
        seat.failures = now - seat.started_at >= proof_of_health ? 1 : seat.failures + 1;
    }
    seat.start_at = now + restart_pause(seat.failures);
}

void RunningGeneration::retire(Clock::time_point now)
{
    if (is_retired()) return;
    kill_at_ = now + generation_.stop_timeout;
    signal(SIGTERM, [](const Role& role) { return !role.finishes_last; });
    ask_last_to_finish();
}

void RunningGeneration::kill_overdue(Clock::time_point now)
{
    if (!kill_at_ || now < *kill_at_ || is_empty()) return;
    base::log(LogLevel::error, "stop_timed_out", {{"detail", "the remaining processes are killed"}});
    signal(SIGKILL, [](const Role&) { return true; });
    kill_at_ = Clock::time_point::max();
}

std::optional<Clock::time_point> RunningGeneration::next_deadline() const
{
    if (is_retired()) return kill_at_;
    std::optional<Clock::time_point> next;
    for (const auto& seat : seats_)
        if (seat.pid == 0) next = next ? std::min(*next, seat.start_at) : seat.start_at;
    return next;
}

bool RunningGeneration::is_empty() const
{
    return std::ranges::all_of(seats_, [](const Seat& seat) { return seat.pid == 0; });
}

/// Nothing happens while another child is left.
void RunningGeneration::ask_last_to_finish() const
{
    const bool are_needed = std::ranges::any_of(
        seats_, [&](const Seat& seat) { return seat.pid != 0 && !generation_.roles[seat.role].finishes_last; });
    if (!are_needed) signal(SIGTERM, [](const Role& role) { return role.finishes_last; });
}

void RunningGeneration::signal(int signal, const std::function<bool(const Role&)>& is_meant) const
{
    for (const auto& seat : seats_)
        if (seat.pid != 0 && is_meant(generation_.roles[seat.role])) ::kill(seat.pid, signal);
}

} // namespace pool
