#include "alike/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace alike {
namespace {

/// How many standard deviations from the mean a normal value lies in all but `error` of the cases.
double deviations_for(double error)
{
    double low = 0;
    double high = 40;
    for (int step = 0; step < 60; ++step) {
        const double middle = (low + high) / 2;
        (std::erfc(middle / std::sqrt(2.0)) > error ? low : high) = middle;
    }
    return high;
}

/// Of each value of `second` and each of `first`; sorted.
std::vector<double> all_differences(const std::vector<double>& first, const std::vector<double>& second)
{
    std::vector<double> differences;
    differences.reserve(first.size() * second.size());
    for (const double subtrahend : first)
        for (const double minuend : second) differences.push_back(minuend - subtrahend);
    std::ranges::sort(differences);
    return differences;
}

} // namespace

std::optional<Shift> find_shift(const std::vector<double>& first, const std::vector<double>& second, double error)
{
    const auto m = static_cast<double>(first.size());
    const auto n = static_cast<double>(second.size());
    const double mean_rank_sum = m * n / 2;
    const double deviation = std::sqrt(m * n * (m + n + 1) / 12);
    const double left_out = std::floor(mean_rank_sum - deviations_for(error) * deviation);
    if (left_out < 1) return std::nullopt;
    const auto differences = all_differences(first, second);
    const auto last_out = static_cast<std::size_t>(left_out);
    return Shift{median(differences), differences[last_out - 1], differences[differences.size() - last_out]};
}

double quantile(std::vector<double> values, double share)
{
    std::ranges::sort(values);
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const auto above = std::min(below + 1, values.size() - 1);
    return values[below] + (values[above] - values[below]) * (place - std::floor(place));
}

double median(const std::vector<double>& values)
{
    return quantile(values, 0.5);
}

} // namespace alike
