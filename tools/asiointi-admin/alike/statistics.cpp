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

/// The mean of every two values, each with itself too; sorted.
std::vector<double> means_of_two(const std::vector<double>& values)
{
    std::vector<double> means;
    for (auto first = values.begin(); first != values.end(); ++first)
        for (auto second = first; second != values.end(); ++second) means.push_back((*first + *second) / 2);
    std::ranges::sort(means);
    return means;
}

} // namespace

std::optional<Shift> find_shift(const std::vector<double>& differences, double error)
{
    const auto n = static_cast<double>(differences.size());
    const double mean_rank_sum = n * (n + 1) / 4;
    const double deviation = std::sqrt(n * (n + 1) * (2 * n + 1) / 24);
    const double left_out = std::floor(mean_rank_sum - deviations_for(error) * deviation);
    if (left_out < 1) return std::nullopt;
    const auto means = means_of_two(differences);
    const auto last_out = static_cast<std::size_t>(left_out);
    return Shift{median(means), means[last_out - 1], means[means.size() - last_out]};
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
