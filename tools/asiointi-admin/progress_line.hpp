#pragma once

#include "flow/import_users.hpp"

#include <chrono>
#include <optional>
#include <ostream>

namespace admin {

/// How far a long command is, with its rate and the time that is left: a bar that is drawn over and over on a terminal;
/// elsewhere a line every five seconds or every twentieth part, whichever is later.
class ProgressLine {
public:
    using Clock = std::chrono::steady_clock;

    ProgressLine(std::ostream& out, bool is_terminal) : out_{out}, is_terminal_{is_terminal} {}
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    ~ProgressLine() { end_line(); }

    /// unit  "users", or "kB" for bytes.
    void show(const char* what, std::uint64_t done, std::uint64_t total, const char* unit, Clock::time_point now);

private:
    [[nodiscard]] bool is_due(std::uint64_t done, std::uint64_t total, Clock::time_point now) const;
    void begin(const char* what, Clock::time_point now);
    void end_line();

    std::ostream& out_;
    bool is_terminal_;
    const char* what_ = nullptr; ///< the part that is shown
    Clock::time_point begun_{};
    std::optional<Clock::time_point> shown_{};
    std::uint64_t shown_done_ = 0;
    bool is_line_open_ = false;
};

/// The words of one moment: "Deciding  45 %  450,000 of 1,000,000 users, 8,123 a second, 1:07 left".
[[nodiscard]] std::string progress_words(
    const char* what, std::uint64_t done, std::uint64_t total, const char* unit, std::chrono::duration<double> elapsed);

} // namespace admin
