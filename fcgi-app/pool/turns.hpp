#pragma once

#include <chrono>

/// How long the scheduler lets this process compute at a stretch while others want its core, too. Whoever wakes up and takes
/// shorter turns goes first at once, instead of after the turn; over time nobody gets less of the core by that. Needs Linux
/// 6.12, whose scheduler knows turns of an asked-for length (sched_setattr(2), sched_runtime); to older ones niceness says the
/// same. They take no notice, nor does a place where the call is forbidden.
namespace pool {

/// Longer than those of processes that ask for none (0.7 to 2.8 ms), so that checks, the web server and the database go first.
constexpr std::chrono::milliseconds turn_of_pages{10};
/// Of hash processes. The longest that Linux grants, and as long as a hash takes: all others go first, pages too.
constexpr std::chrono::milliseconds turn_of_hashing{100};

void set_turn(std::chrono::nanoseconds length) noexcept;

} // namespace pool
