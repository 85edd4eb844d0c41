#include "probe/report.hpp"

#include <nlohmann/json.hpp>

#include <sstream>

namespace probe {
namespace {

constexpr const char* indent = "           ";

const char* label_of(Outcome outcome)
{
    switch (outcome) {
    case Outcome::ok:
        return "ok       ";
    case Outcome::skipped:
        return "skipped  ";
    case Outcome::warning:
        return "warning  ";
    case Outcome::fault:
        break;
    }
    return "FAULT    ";
}

const char* name_of(Outcome outcome)
{
    switch (outcome) {
    case Outcome::ok:
        return "ok";
    case Outcome::skipped:
        return "skipped";
    case Outcome::warning:
        return "warning";
    case Outcome::fault:
        break;
    }
    return "fault";
}

/// In lines of a readable length; a word that is longer has a line of its own.
void write_wrapped(std::ostream& out, const std::string& text)
{
    constexpr std::size_t longest_line = 100;
    std::istringstream words{text};
    std::string line;
    for (std::string word; words >> word; line += (line.empty() ? "" : " ") + word) {
        if (line.empty() || line.size() + 1 + word.size() <= longest_line) continue;
        out << indent << line << '\n';
        line.clear();
    }
    out << indent << line << '\n';
}

std::string counted(unsigned count, const char* what)
{
    return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

} // namespace

std::string printable(std::string_view text, std::size_t longest)
{
    std::string result;
    for (const char c : text.substr(0, longest)) result += c >= ' ' && c <= '~' ? c : '?';
    return text.size() > longest ? result + "..." : result;
}

void TextReport::add(const Finding& finding)
{
    if (finding.area != area_) out_ << (area_.empty() ? "" : "\n") << finding.area << '\n';
    area_ = finding.area;
    out_ << "  " << label_of(finding.outcome) << finding.check;
    if (finding.outcome == Outcome::skipped) out_ << " (" << finding.found << ')';
    out_ << '\n';
    if (finding.outcome == Outcome::fault || finding.outcome == Outcome::warning) {
        write_wrapped(out_, finding.found);
        write_wrapped(out_, "Remedy: " + finding.remedy);
    }
    out_.flush(); // a run takes its time; each line is seen as it comes
}

void TextReport::sum_up(const Tally& tally, unsigned requests)
{
    out_ << '\n'
         << tally.of(Outcome::ok) << " ok, " << counted(tally.of(Outcome::fault), "fault") << ", "
         << counted(tally.of(Outcome::warning), "warning") << ", " << tally.of(Outcome::skipped) << " skipped; "
         << counted(requests, "request") << " sent\n";
}

void write_json(std::ostream& out, const std::vector<Finding>& findings)
{
    auto all = nlohmann::json::array();
    for (const auto& each : findings)
        all.push_back(
            {{"check", each.check},
             {"outcome", name_of(each.outcome)},
             {"found", each.found},
             {"remedy", each.remedy}});
    out << all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

} // namespace probe
