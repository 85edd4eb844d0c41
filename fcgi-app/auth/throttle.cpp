#include "auth/throttle.hpp"

#include <algorithm>

namespace auth {

namespace {

constexpr std::chrono::seconds first_wait{30};
constexpr std::chrono::seconds longest_wait = std::chrono::minutes{15};
constexpr unsigned free_name_failures = 5;
constexpr unsigned free_network_failures = 200;

std::chrono::seconds wait_after(unsigned failures, unsigned free)
{
    if (failures <= free) return std::chrono::seconds::zero();
    // Five doublings pass the longest wait; more of them would overflow.
    const auto doublings = std::min(failures - free - 1, 5U);
    return std::min(first_wait * (1U << doublings), longest_wait);
}

} // namespace

std::chrono::seconds wait_after_name_failures(unsigned failures)
{
    return wait_after(failures, free_name_failures);
}

std::chrono::seconds wait_after_network_failures(unsigned failures)
{
    return wait_after(failures, free_network_failures);
}

} // namespace auth
