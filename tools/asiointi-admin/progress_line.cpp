#include "progress_line.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace admin {
namespace {

constexpr std::uint64_t percent = 100;

/// With commas: 1,234,567.
std::string number(std::uint64_t value)
{
    auto text = std::to_string(value);
    for (auto at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
    return text;
}

std::string minutes(double seconds)
{
    const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
    const auto rest = std::to_string(whole % 60);
    return std::to_string(whole / 60) + ":" + std::string(2 - rest.size(), '0') + rest;
}

std::uint64_t share(std::uint64_t done, std::uint64_t total)
{
    return total == 0 ? percent : std::min(percent, done * percent / total);
}

std::string bar(std::uint64_t share)
{
    constexpr std::uint64_t width = 20;
    const auto full = share * width / percent;
    return "[" + std::string(full, '#') + std::string(width - full, '.') + "] ";
}

} // namespace

std::string progress_words(
    const char* what, std::uint64_t done, std::uint64_t total, const char* unit, std::chrono::duration<double> elapsed)
{
    const double rate =
        elapsed.count() >= 1 ? static_cast<double>(done) / elapsed.count() : 0; // before, it says little
    auto words = std::string{what} + "  " + std::to_string(share(done, total)) + " %  " + number(done) + " of " +
                 number(total) + " " + unit;
    if (rate > 0) words += ", " + number(static_cast<std::uint64_t>(rate)) + " a second";
    if (done < total && rate > 0) words += ", " + minutes(static_cast<double>(total - done) / rate) + " left";
    return words;
}

void ProgressLine::begin(const char* what, Clock::time_point now)
{
    end_line();
    what_ = what;
    begun_ = now;
    shown_.reset();
    shown_done_ = 0;
}

bool ProgressLine::is_due(std::uint64_t done, std::uint64_t total, Clock::time_point now) const
{
    using namespace std::chrono_literals;
    if (done >= total) return true;
    if (!shown_) return is_terminal_;
    if (is_terminal_) return now - *shown_ >= 200ms;
    return now - *shown_ >= std::chrono::seconds{5} && done - shown_done_ >= total / 20;
}

void ProgressLine::show(
    const char* what, std::uint64_t done, std::uint64_t total, const char* unit, Clock::time_point now)
{
    if (what != what_ || done < shown_done_) begin(what, now);
    if (!shown_ && !is_terminal_) shown_ = now; // the first line after five seconds
    if (!is_due(done, total, now)) return;
    const auto words = progress_words(what, done, total, unit, now - begun_);
    if (is_terminal_)
        out_ << '\r' << bar(share(done, total)) << words << "\x1B[K" << std::flush;
    else
        out_ << words << std::endl;
    is_line_open_ = is_terminal_;
    shown_ = now;
    shown_done_ = done;
}

void ProgressLine::end_line()
{
    if (is_line_open_) out_ << std::endl;
    is_line_open_ = false;
}

} // namespace admin
