#include "pool/lookup_slot.hpp"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <unistd.h>
#include <utility>

namespace pool {
namespace {

/// A slot guards nothing, so one whose holder died is as good as any.
bool holds(pthread_mutex_t& mutex, int result)
{
    if (result == EOWNERDEAD) return pthread_mutex_consistent(&mutex) == 0;
    return result == 0;
}

timespec end_of(std::chrono::milliseconds patience)
{
    constexpr long second = 1'000'000'000;
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto nanoseconds = now.tv_nsec + std::chrono::nanoseconds{patience}.count();
    return {now.tv_sec + nanoseconds / second, nanoseconds % second};
}

} // namespace

LookupSlot::LookupSlot(LookupSlot&& other) noexcept : held_{std::exchange(other.held_, nullptr)} {}

LookupSlot::~LookupSlot()
{
    if (held_ != nullptr) pthread_mutex_unlock(held_);
}

std::optional<LookupSlot> take_lookup_slot(Shared& shared, unsigned slots, std::chrono::milliseconds patience)
{
    slots = std::clamp(slots, 1U, max_lookup_slots);
    for (unsigned i = 0; i < slots; ++i)
        if (holds(shared.lookups[i], pthread_mutex_trylock(&shared.lookups[i]))) return LookupSlot{shared.lookups[i]};
    if (patience <= std::chrono::milliseconds{0}) return std::nullopt;
    // Those who wait spread over the slots by their process numbers.
    auto& own = shared.lookups[static_cast<unsigned>(::getpid()) % slots];
    const auto end = end_of(patience);
    if (holds(own, pthread_mutex_clocklock(&own, CLOCK_MONOTONIC, &end))) return LookupSlot{own};
    return std::nullopt;
}

} // namespace pool
