#include "doctor/line.hpp"

#include <algorithm>

namespace doctor {
namespace {

constexpr std::size_t subject_width = 30;

std::string label_of(probe::Outcome outcome)
{
    switch (outcome) {
    case probe::Outcome::ok:
        return "ok       ";
    case probe::Outcome::skipped:
        return "-        ";
    case probe::Outcome::warning:
        return "warning  ";
    case probe::Outcome::fault:
        break;
    }
    return "FAULT    ";
}

} // namespace

std::string line_of(const probe::Finding& finding)
{
    auto line = label_of(finding.outcome) + finding.check;
    const auto column = label_of(finding.outcome).size() + subject_width;
    line.append(line.size() < column ? column - line.size() : 0, ' ').append("  ").append(finding.found);
    if (!finding.remedy.empty()) line += (line.ends_with('.') ? " " : ". ") + ("Remedy: " + finding.remedy);
    std::ranges::replace_if(
        line, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }, '?');
    return line;
}

} // namespace doctor
