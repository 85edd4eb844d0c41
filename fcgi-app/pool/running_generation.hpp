#pragma once

#include "pool/supervisor.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <sys/types.h>
#include <vector>

namespace pool {

using Clock = std::chrono::steady_clock;

/// The pause before a child that has failed this many times in a row is started anew: 0.1 s, doubled each time, at
/// most 10 s; none for 0.
[[nodiscard]] std::chrono::milliseconds restart_pause(unsigned failures);

/// The children of one generation: starts them, and starts anew those that end, until it is retired.
class RunningGeneration {
public:
    using Start = std::function<pid_t(const Role&)>; ///< starts a child of the role; -1 when that fails

    RunningGeneration(Shared& shared, Generation generation, Start start);

    /// Starts every child whose time has come.
    void start_due(Clock::time_point now);

    /// Notes the end of a process and plans its successor. False when it is none of this generation's.
    bool note_end(pid_t pid, int wait_status, Clock::time_point now);

    /// Asks all children to finish, those that finish last when no other is left; none is started any more. Who is still there when stop_timeout is over gets
    /// SIGKILL from kill_overdue().
    void retire(Clock::time_point now);
    void kill_overdue(Clock::time_point now);

    /// When start_due() or kill_overdue() has something to do next.
    [[nodiscard]] std::optional<Clock::time_point> next_deadline() const;
    [[nodiscard]] bool is_empty() const; ///< no child runs
    [[nodiscard]] bool is_retired() const { return kill_at_.has_value(); }
    [[nodiscard]] const Generation& generation() const { return generation_; }

private:
    /// The place of one child, filled again and again.
    struct Seat {
        std::size_t role;
        pid_t pid = 0; ///< 0: empty
        Clock::time_point start_at{};
        Clock::time_point started_at{};
        unsigned failures = 0; ///< in a row
    };

    void start(Seat& seat, Clock::time_point now);
    void plan_successor(Seat& seat, int wait_status, Clock::time_point now);
    void ask_last_to_finish() const;
    void signal(int signal, const std::function<bool(const Role&)>& is_meant) const;

    Shared& shared_;
    Generation generation_;
    Start start_;
    std::vector<Seat> seats_;
    std::optional<Clock::time_point> kill_at_; ///< set when retired
};

} // namespace pool
