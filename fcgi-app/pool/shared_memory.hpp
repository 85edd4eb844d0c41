#pragma once

#include "base/metrics.hpp"
#include "pool/ended_ring.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <pthread.h>

namespace pool {

constexpr unsigned max_hashing_slots = 64;
constexpr unsigned max_queued = 1024;
constexpr unsigned max_lookup_slots = 64;

/// What all processes of the pool share. Mapped (MAP_SHARED | MAP_ANONYMOUS) before the fork; lives as long as the
/// supervisor. Holds no secrets.
struct Shared {
    std::atomic<std::int64_t> database_down_until_ms{0}; ///< steady clock; 0: up
    std::atomic<std::int64_t> history_rests_until_s{0};  ///< Unix time: until then nobody asks the portal's view again
    std::atomic<std::uint32_t> hashing_or_waiting{0};    ///< pages workers that have a hash made or wait to
    std::atomic<std::uint64_t> hashes{0};
    std::atomic<std::uint64_t> hashing_refused{0};
    std::atomic<std::uint64_t> worker_restarts{0};   ///< children that failed and were replaced; renewals not counted
    std::atomic<std::uint64_t> watchdog_kills{0};    ///< those of them that their watchdog ended
    std::atomic<std::uint32_t> slots_freed{0};       ///< grows when a slot may have come free; waiters sleep on it
    std::atomic<std::int64_t> announcement_fault{0}; ///< the faulty version of the announcement file that was logged
    pthread_mutex_t slots[max_hashing_slots];        ///< robust, process-shared
    pthread_mutex_t queue;                           ///< robust, process-shared: guards who hashes or waits
    pid_t queued[max_queued]{};                      ///< who hashes or waits; 0: free place
    pthread_mutex_t lookups[max_lookup_slots];       ///< robust, process-shared: pool/lookup_slot.hpp
    EndedRing ended;                                 ///< what the check workers must not trust any more
    base::Metrics metrics;                           ///< what /metrics tells
    int mail_event = -1;                             ///< eventfd, inherited: written when a mail was queued
};

/// Maps and initialises the block. Throws std::system_error. Called once, by the supervisor, before the first fork.
[[nodiscard]] std::shared_ptr<Shared> map_shared();

/// The right to have one password hashed. Ends with its holder, also when that is killed.
class HashingSlot {
public:
    HashingSlot(const HashingSlot&) = delete;
    HashingSlot& operator=(const HashingSlot&) = delete;
    HashingSlot(HashingSlot&& other) noexcept;
    HashingSlot& operator=(HashingSlot&&) = delete;
    ~HashingSlot();

    /// Counted from 0.
    [[nodiscard]] unsigned number() const { return slot_; }

private:
    friend std::optional<HashingSlot> take_hashing_slot(Shared&, unsigned, unsigned, std::chrono::milliseconds);
    HashingSlot(Shared& shared, unsigned slot) : shared_{&shared}, slot_{slot} {}
    Shared* shared_;
    unsigned slot_;
};

/// Takes one of the first `slots` slots, waiting up to `patience`. Nullopt at once when `most` processes hash or wait
/// already, and nullopt when none came free in time: the visitor is asked to come back (DESIGN, Processes).
[[nodiscard]] std::optional<HashingSlot>
take_hashing_slot(Shared& shared, unsigned slots, unsigned most, std::chrono::milliseconds patience);

/// Frees what a process that has died held in the queue. Called by the supervisor for each child it reaps.
void forget_process(Shared& shared, pid_t pid);

/// Wakes the background process, because a mail was queued. Never blocks.
void announce_mail(const Shared& shared);

} // namespace pool
