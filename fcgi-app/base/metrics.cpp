#include "base/metrics.hpp"

#include <algorithm>

namespace base {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;

} // namespace

void Durations::add(std::chrono::steady_clock::duration duration)
{
    const auto us = std::max<std::chrono::microseconds::rep>(
        0, std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
    const auto bound = std::ranges::lower_bound(duration_bounds_us, us);
    counts[static_cast<std::size_t>(bound - duration_bounds_us.begin())].fetch_add(1, relaxed);
    sum_us.fetch_add(static_cast<std::uint64_t>(us), relaxed);
}

std::size_t status_place(unsigned status)
{
    const auto place = std::ranges::lower_bound(counted_statuses, status);
    if (place == counted_statuses.end() || *place != status) return counted_statuses.size();
    return static_cast<std::size_t>(place - counted_statuses.begin());
}

void Metrics::count_answer(std::size_t route, unsigned status, std::chrono::steady_clock::duration duration)
{
    auto& counted = routes[std::min(route, most_routes - 1)];
    counted.answers[status_place(status)].fetch_add(1, relaxed);
    counted.durations.add(duration);
}

} // namespace base
