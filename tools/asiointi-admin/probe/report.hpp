#pragma once

#include "probe/finding.hpp"

#include <array>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace probe {

/// How many findings there were of each outcome.
class Tally {
public:
    void add(Outcome outcome) { ++counts_.at(static_cast<std::size_t>(outcome)); }
    [[nodiscard]] unsigned of(Outcome outcome) const { return counts_.at(static_cast<std::size_t>(outcome)); }

private:
    std::array<unsigned, 4> counts_{};
};

/// What a server sent, fit for a terminal and a line: at most `longest` characters, all of them printable ASCII.
[[nodiscard]] std::string printable(std::string_view text, std::size_t longest = 160);

/// Writes each finding as it comes: one line under the heading of its area, and below what is wrong what came and what to do.
class TextReport {
public:
    explicit TextReport(std::ostream& out) : out_{out} {}
    void add(const Finding& finding);
    /// The last line.
    void sum_up(const Tally& tally, unsigned requests);

private:
    std::ostream& out_;
    std::string area_;
};

/// [{"check", "outcome", "found", "remedy"}, …]; outcome is "ok", "fault", "warning" or "skipped".
void write_json(std::ostream& out, const std::vector<Finding>& findings);

} // namespace probe
