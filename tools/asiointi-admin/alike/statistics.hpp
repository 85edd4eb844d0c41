#pragma once

#include <optional>
#include <vector>

namespace alike {

/// How far one series lies above another that was measured in turn with it, in the unit of the values.
struct Shift {
    double
        estimate; ///< Hodges-Lehmann: the median of all differences between a value of the one and a value of the other
    double low;   ///< the true shift lies between `low` and `high`, but for the error that was allowed
    double high;
};

/// The rank-sum test of Wilcoxon, Mann and Whitney, turned round into an interval of how much `second` lies above `first`.
///
/// It asks nothing of the machine but that both were measured in turn and in random order: whatever slows the machine down
/// then meets both alike. Outliers count no more than any large value; drift makes the interval wider, never wrong.
///
/// error  how often the interval may miss the true shift, above 0 and below 1; divided by the number of comparisons, when
///        there are several (Bonferroni).
///
/// Returns nullopt when there are too few values for so small an error.
[[nodiscard]] std::optional<Shift>
find_shift(const std::vector<double>& first, const std::vector<double>& second, double error);

/// The value below which this share of the others lies, between two of them in proportion. Expects values.
[[nodiscard]] double quantile(std::vector<double> values, double share);

[[nodiscard]] double median(const std::vector<double>& values);

} // namespace alike
