#include "pool/home_cpu.hpp"

#include <sched.h>

#include <optional>

namespace pool {
namespace {

std::optional<int> home_of(unsigned slot, const cpu_set_t& allowed)
{
    const auto count = static_cast<unsigned>(CPU_COUNT(&allowed));
    if (count < 2) return std::nullopt;
    unsigned before = count - 1 - slot % count;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &allowed) && before-- == 0) return cpu;
    return std::nullopt;
}

} // namespace

void begin_at_home_of(unsigned slot) noexcept
{
    cpu_set_t allowed;
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
    const auto home = home_of(slot, allowed);
    if (!home) return;
    cpu_set_t there;
    CPU_ZERO(&there);
    CPU_SET(*home, &there);
    // It is there when the first call returns, and may leave again from the second one on.
    if (::sched_setaffinity(0, sizeof there, &there) == 0) (void)::sched_setaffinity(0, sizeof allowed, &allowed);
}

} // namespace pool
