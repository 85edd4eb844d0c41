#pragma once

#include "alike/series.hpp"
#include "alike/statistics.hpp"

#include <optional>
#include <string>
#include <vector>

namespace alike {

/// In the order of gravity. There is no default: whoever judges says what it is.
enum class Verdict { same, unclear, different };

[[nodiscard]] std::string_view name_of(Verdict verdict); ///< "same", "unclear", "different"

/// The times of one kind, in milliseconds.
struct Distribution {
    Kind kind;
    std::size_t attempts;
    double tenth; ///< a tenth of the attempts was faster
    double median;
    double ninetieth; ///< a tenth of the attempts was slower
};

/// Two kinds, and how much longer the second takes than the first.
struct Comparison {
    Kind first;
    Kind second;
    std::optional<Shift> shift_ms; ///< with error_of_likely; nullopt: too few attempts to say
    double matters_ms;             ///< a difference of this size would count
    Verdict verdict;
};

/// One step of the visit.
struct Judgement {
    Step step;
    std::vector<Distribution> kinds;
    Verdict answers;
    std::vector<std::string> differences; ///< between the answers, or what is wrong with all of them
    Verdict times;
    std::vector<Comparison> comparisons; ///< each kind with each other
};

/// A difference counts from 5 % of the time on, but not below what an attacker can see from afar: 0.1 ms, the upper
/// end of what Crosby, Wallach and Riedi measured across the internet (Opportunities and Limits of Remote Timing Attacks,
/// 2009).
constexpr double share_that_matters = 0.05;
constexpr double least_that_matters_ms = 0.1;

/// How often a run may find, somewhere, a difference that is none.
constexpr double error_of_a_run = 0.01;

/// How often the interval that is shown may miss; half as often a difference that just matters is called none.
constexpr double error_of_likely = 0.1;

/// Answers are the same when, in each round, all kinds got the same, and it is what the step is expected to give.
///
/// Times are different when one kind takes longer than another by as much as matters, and chance does not explain it; the
/// same when a difference that matters can be ruled out for every two; otherwise unclear. They are unclear as well when the
/// two groups of unknown addresses differ, which nothing but the machine can cause.
///
/// Series without any round are left out.
[[nodiscard]] std::vector<Judgement> judge(const std::vector<Series>& all);

/// The gravest. How many attempts are left over for `waiting` is chance: their times count only when they differ.
[[nodiscard]] Verdict verdict_of(const std::vector<Judgement>& all);

} // namespace alike
