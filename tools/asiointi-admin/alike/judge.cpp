#include "alike/judge.hpp"

#include <algorithm>
#include <cmath>

namespace alike {
namespace {

using Round = std::vector<Sample>;

constexpr std::size_t most_told = 5;

std::size_t pairs_of(std::size_t kinds)
{
    return kinds * (kinds - 1) / 2;
}

std::string difference_between(const Sample& first, const Sample& second)
{
    if (auto text = difference(first.answer, second.answer); !text.empty()) return text;
    if (first.page.has_value() != second.page.has_value()) return "only one leads to a page";
    const auto text = first.page ? difference(*first.page, *second.page) : "";
    return text.empty() ? "" : "the page behind it: " + text;
}

bool are_answers_alike(const Round& round)
{
    return std::ranges::all_of(
        round, [&](const Sample& each) { return difference_between(round.front(), each).empty(); });
}

void tell(std::vector<std::string>& all, std::string text)
{
    if (all.size() < most_told && std::ranges::find(all, text) == all.end()) all.push_back(std::move(text));
}

void compare_answers(const Series& series, Judgement& judgement)
{
    for (const auto& round : series.rounds)
        for (std::size_t place = 1; place < round.size(); ++place)
            if (const auto text = difference_between(round.front(), round[place]); !text.empty())
                tell(
                    judgement.differences, std::string{name_of(series.kinds.front())} + " and " +
                                               std::string{name_of(series.kinds[place])} + ": " + text);
    judgement.answers = judgement.differences.empty() ? Verdict::same : Verdict::different;
}

/// Failures would be alike, too.
void refuse_other_answers(const Series& series, Judgement& judgement)
{
    const auto expected = expected_status(series.step);
    for (const auto& round : series.rounds)
        for (const auto& sample : round)
            if (const auto status = sample.answer.status; status != expected)
                tell(
                    judgement.differences,
                    "answered with " + std::to_string(status) + " instead of " + std::to_string(expected));
    if (!judgement.differences.empty()) judgement.answers = std::max(judgement.answers, Verdict::unclear);
}

std::vector<double> times_of(const std::vector<Round>& rounds, std::size_t kind)
{
    std::vector<double> times;
    times.reserve(rounds.size());
    for (const auto& round : rounds) times.push_back(round[kind].took_ms);
    return times;
}

/// certain  the interval that hardly ever misses the true shift: it alone may accuse.
/// likely   the interval for ruling a difference out. All comparisons must pass before the step is called the same, so each
///          may have the whole error (an intersection-union test).
Verdict judge_shift(const Shift& certain, const Shift& likely, double matters)
{
    const bool is_proven = certain.low > 0 || certain.high < 0;
    if (is_proven && std::abs(certain.estimate) >= matters) return Verdict::different;
    return likely.low > -matters && likely.high < matters ? Verdict::same : Verdict::unclear;
}

Comparison
compare(const Series& series, const std::vector<Round>& rounds, std::size_t first, std::size_t second, double error)
{
    Comparison result{series.kinds[first], series.kinds[second], std::nullopt, least_that_matters_ms, Verdict::unclear};
    if (rounds.empty()) return result;
    const auto times = times_of(rounds, first);
    const auto other = times_of(rounds, second);
    result.matters_ms = std::max(least_that_matters_ms, share_that_matters * std::min(median(times), median(other)));
    const auto certain = find_shift(times, other, error);
    if (!certain) return result;
    result.shift_ms = find_shift(times, other, error_of_likely);
    result.verdict = judge_shift(*certain, result.shift_ms.value(), result.matters_ms);
    return result;
}

bool is_of_one_kind(const Comparison& comparison)
{
    return comparison.first == Kind::unknown && comparison.second == Kind::unknown_again;
}

Verdict judge_times(const std::vector<Comparison>& comparisons)
{
    auto verdict = Verdict::same;
    for (const auto& comparison : comparisons) {
        if (is_of_one_kind(comparison) && comparison.verdict == Verdict::different) return Verdict::unclear;
        verdict = std::max(verdict, comparison.verdict);
    }
    return verdict;
}

/// Only where the answers are alike does their time tell anything new.
void compare_times(const Series& series, double error, Judgement& judgement)
{
    std::vector<Round> rounds;
    std::ranges::copy_if(series.rounds, std::back_inserter(rounds), are_answers_alike);
    for (std::size_t first = 0; first < series.kinds.size(); ++first)
        for (auto second = first + 1; second < series.kinds.size(); ++second)
            judgement.comparisons.push_back(compare(series, rounds, first, second, error));
    judgement.times = judge_times(judgement.comparisons);
}

std::vector<Distribution> distributions_of(const Series& series)
{
    std::vector<Distribution> all;
    for (std::size_t kind = 0; kind < series.kinds.size(); ++kind) {
        const auto times = times_of(series.rounds, kind);
        all.push_back({series.kinds[kind], times.size(), quantile(times, 0.1), median(times), quantile(times, 0.9)});
    }
    return all;
}

Judgement judge(const Series& series, double error)
{
    Judgement judgement{series.step, distributions_of(series), Verdict::unclear, {}, Verdict::unclear, {}};
    compare_answers(series, judgement);
    refuse_other_answers(series, judgement);
    compare_times(series, error, judgement);
    return judgement;
}

} // namespace

std::string_view name_of(Verdict verdict)
{
    if (verdict == Verdict::same) return "same";
    return verdict == Verdict::different ? "different" : "unclear";
}

std::vector<Judgement> judge(const std::vector<Series>& all)
{
    std::size_t comparisons = 0;
    for (const auto& series : all)
        if (!series.rounds.empty()) comparisons += pairs_of(series.kinds.size());
    std::vector<Judgement> judgements;
    for (const auto& series : all)
        if (!series.rounds.empty())
            judgements.push_back(judge(series, error_of_a_run / static_cast<double>(comparisons)));
    return judgements;
}

Verdict verdict_of(const std::vector<Judgement>& all)
{
    auto verdict = Verdict::same;
    for (const auto& each : all) {
        const bool is_left_over = each.step == Step::waiting && each.times == Verdict::unclear;
        verdict = std::max({verdict, each.answers, is_left_over ? Verdict::same : each.times});
    }
    return verdict;
}

} // namespace alike
