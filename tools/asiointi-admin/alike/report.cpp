#include "alike/report.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace alike {
namespace {

constexpr int name_width = 20;

const char* label_of(Verdict verdict)
{
    if (verdict == Verdict::same) return "  same       ";
    return verdict == Verdict::different ? "  DIFFERENT  " : "  unclear    ";
}

std::string in_ms(double value)
{
    std::ostringstream text;
    text << std::fixed << std::setprecision(value < 10 ? 2 : 1) << value;
    return text.str();
}

void write_distributions(std::ostream& out, const Judgement& judgement)
{
    out << '\n'
        << name_of(judgement.step) << ": " << judgement.kinds.front().attempts << " attempts of each kind\n"
        << std::setw(name_width + 2) << "" << std::setw(9) << "fastest" << std::setw(9) << "" << std::setw(9)
        << "slowest" << '\n'
        << std::setw(name_width + 2) << "ms" << std::setw(9) << "tenth" << std::setw(9) << "median" << std::setw(9)
        << "tenth" << '\n';
    for (const auto& kind : judgement.kinds)
        out << "  " << std::left << std::setw(name_width) << name_of(kind.kind) << std::right << std::setw(9)
            << in_ms(kind.tenth) << std::setw(9) << in_ms(kind.median) << std::setw(9) << in_ms(kind.ninetieth) << '\n';
}

void write_answers(std::ostream& out, const Judgement& judgement)
{
    out << label_of(judgement.answers) << "status, headers, length and text\n";
    for (const auto& difference : judgement.differences) out << "             " << difference << '\n';
}

std::string in_words(const Comparison& comparison)
{
    std::ostringstream text;
    text << name_of(comparison.second) << " and " << name_of(comparison.first);
    if (!comparison.shift_ms)
        text << ": too few attempts to say";
    else
        text << ": " << in_ms(comparison.shift_ms->estimate) << " ms apart, likely between "
             << in_ms(comparison.shift_ms->low) << " and " << in_ms(comparison.shift_ms->high) << "; "
             << in_ms(comparison.matters_ms) << " would count";
    return text.str();
}

double weight(const Comparison& comparison)
{
    return comparison.shift_ms ? std::abs(comparison.shift_ms->estimate) / comparison.matters_ms : 0;
}

/// The gravest of all; with its like, the one that is furthest apart.
void write_times(std::ostream& out, const Judgement& judgement)
{
    const auto& all = judgement.comparisons;
    const auto worst = std::ranges::max_element(all, [](const Comparison& a, const Comparison& b) {
        return std::pair{a.verdict, weight(a)} < std::pair{b.verdict, weight(b)};
    });
    out << label_of(judgement.times) << "time; " << in_words(*worst) << '\n';
}

const char* conclusion_of(Verdict verdict)
{
    if (verdict == Verdict::same) return "The answers do not tell who has an account.";
    if (verdict == Verdict::unclear)
        return "Too noisy to say, or too few attempts: give more addresses of each kind, or run it at a quieter hour.";
    return "THE ANSWERS TELL who has an account. Before you look for the fault: who has tried one of these addresses, "
           "signed "
           "in to it or unlocked it since an earlier run makes a difference, too; then take other addresses.";
}

nlohmann::json to_json(const Comparison& comparison)
{
    nlohmann::json json{
        {"first", name_of(comparison.first)},
        {"second", name_of(comparison.second)},
        {"verdict", name_of(comparison.verdict)},
        {"apart_ms", nullptr},
        {"low_ms", nullptr},
        {"high_ms", nullptr},
        {"matters_ms", comparison.matters_ms}};
    if (!comparison.shift_ms) return json;
    json["apart_ms"] = comparison.shift_ms->estimate;
    json["low_ms"] = comparison.shift_ms->low;
    json["high_ms"] = comparison.shift_ms->high;
    return json;
}

nlohmann::json to_json(const Judgement& judgement)
{
    auto kinds = nlohmann::json::array();
    for (const auto& kind : judgement.kinds)
        kinds.push_back(
            {{"kind", name_of(kind.kind)},
             {"attempts", kind.attempts},
             {"tenth_ms", kind.tenth},
             {"median_ms", kind.median},
             {"ninetieth_ms", kind.ninetieth}});
    auto comparisons = nlohmann::json::array();
    for (const auto& comparison : judgement.comparisons) comparisons.push_back(to_json(comparison));
    return {
        {"step", key_of(judgement.step)},
        {"kinds", kinds},
        {"answers", {{"verdict", name_of(judgement.answers)}, {"differences", judgement.differences}}},
        {"times", {{"verdict", name_of(judgement.times)}, {"comparisons", comparisons}}}};
}

} // namespace

void write_text(std::ostream& out, const Run& run, const std::vector<Judgement>& judgements)
{
    for (const auto& judgement : judgements) {
        write_distributions(out, judgement);
        write_answers(out, judgement);
        write_times(out, judgement);
    }
    out << '\n';
    if (run.shows_notice)
        out << "The first step tells who has no password yet: login.first_step is \"guide\", as long as the printed "
               "guide "
               "promises it.\n";
    out << conclusion_of(verdict_of(judgements)) << '\n'
        << run.addresses << " addresses of each kind, " << run.requests << " requests to " << run.site << '\n';
}

void write_json(std::ostream& out, const Run& run, const std::vector<Judgement>& judgements)
{
    auto steps = nlohmann::json::array();
    for (const auto& judgement : judgements) steps.push_back(to_json(judgement));
    const nlohmann::json all{{"site", run.site},           {"verdict", name_of(verdict_of(judgements))},
                             {"notice", run.shows_notice}, {"addresses", run.addresses},
                             {"requests", run.requests},   {"steps", steps}};
    out << all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

} // namespace alike
