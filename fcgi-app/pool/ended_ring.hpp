#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <pthread.h>

namespace pool {

/// What the check workers must not trust any more: a session that has ended, or an account of which anything changed.
struct Ended {
    std::array<unsigned char, 32> session{}; ///< digest of the session's id; all zero: the whole account
    std::uint64_t account = 0;

    bool operator==(const Ended&) const = default;
};

constexpr std::size_t ended_ring_size = 4096;

/// A ring in shared memory that every process writes and the check workers read (DESIGN, "Sessions"). Positions only grow;
/// a reader that fell behind by more than the ring holds is told so.
struct EndedRing {
    struct Slot {
        std::array<std::atomic<std::uint64_t>, 5> words{};
    };
    pthread_mutex_t writing{};             ///< robust, process-shared
    std::atomic<std::uint64_t> written{0}; ///< how many there were so far
    std::array<Slot, ended_ring_size> slots{};
};

/// Appends. Call it after COMMIT, and before the person who caused it is answered. A writer that dies half-way leaves
/// nothing behind.
void tell_ended(EndedRing& ring, const Ended& ended);

/// Hands everything that was written since `seen` to `each`, oldest first, and moves `seen` on. False when some of it
/// has been overwritten by then: trust nothing that was kept.
[[nodiscard]] bool catch_up(const EndedRing& ring, std::uint64_t& seen, const std::function<void(const Ended&)>& each);

} // namespace pool
