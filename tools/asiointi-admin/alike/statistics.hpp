#pragma once

#include <optional>
#include <vector>

namespace alike {

/// How far one series lies above another that was measured in turn with it, in the unit of the values.
struct Shift {
    double estimate; ///< Hodges-Lehmann: the median of the means of every two differences
    double low;      ///< the true shift lies between `low` and `high`, but for the error that was allowed
    double high;
};

/// Wilcoxon's signed-rank test, turned round into an interval.
///
/// It asks nothing of the machine but that each round was measured in random order: whatever slows it down then meets
/// both series alike, and a difference is as often above zero as below. Neither outliers nor drift move it.
///
/// differences  one for each round: the first series less the second.
/// error        how often the interval may miss the true shift, above 0 and below 1; divided by the number of
///              comparisons, when there are several (Bonferroni).
///
/// Returns nullopt when there are too few rounds for so small an error.
[[nodiscard]] std::optional<Shift> find_shift(const std::vector<double>& differences, double error);

/// The value below which this share of the others lies, between two of them in proportion. Expects values.
[[nodiscard]] double quantile(std::vector<double> values, double share);

[[nodiscard]] double median(const std::vector<double>& values);

} // namespace alike
