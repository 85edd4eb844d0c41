#include "pool/turns.hpp"

#include <cstdint>
#include <sys/syscall.h>
#include <unistd.h>

namespace pool {
namespace {

/// The first version of the kernel's struct sched_attr. The C library has neither it nor functions for the two calls, and the
/// kernel's own header cannot be read beside <sched.h>.
struct Scheduling {
    std::uint32_t size;
    std::uint32_t policy;
    std::uint64_t flags;
    std::int32_t nice;
    std::uint32_t priority;
    std::uint64_t runtime; ///< the length of a turn in nanoseconds
    std::uint64_t deadline;
    std::uint64_t period;
};
static_assert(sizeof(Scheduling) == 48);

bool read(Scheduling& scheduling) noexcept
{
    return ::syscall(SYS_sched_getattr, 0, &scheduling, sizeof scheduling, 0) == 0;
}

} // namespace

void set_turn(std::chrono::nanoseconds length) noexcept
{
    Scheduling scheduling{};
    if (!read(scheduling)) return;
    scheduling.runtime = static_cast<std::uint64_t>(length.count());
    (void)::syscall(SYS_sched_setattr, 0, &scheduling, 0); // the rest stays as it was read
}

} // namespace pool
