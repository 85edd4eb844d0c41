#include "pool/shared_memory.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace pool {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// The kernel hands over a robust mutex whose holder died, once it is declared sound again. What it guards is sound:
/// a slot guards nothing, and places in the queue are written one word at a time.
bool holds(pthread_mutex_t& mutex, int result)
{
    if (result == EOWNERDEAD) return pthread_mutex_consistent(&mutex) == 0;
    return result == 0;
}

/// Holds the mutex of the queue.
class QueueLock {
public:
    explicit QueueLock(Shared& shared) : shared_{shared} { holds(shared.queue, pthread_mutex_lock(&shared.queue)); }
    QueueLock(const QueueLock&) = delete;
    QueueLock& operator=(const QueueLock&) = delete;
    ~QueueLock()
    {
        shared_.hashing_or_waiting = count();
        pthread_mutex_unlock(&shared_.queue);
    }

    [[nodiscard]] unsigned count() const
    {
        const auto is_taken = [](pid_t pid) { return pid != 0; };
        return static_cast<unsigned>(std::ranges::count_if(shared_.queued, is_taken));
    }

private:
    Shared& shared_;
};

bool enter_queue(Shared& shared, unsigned most)
{
    const QueueLock lock{shared};
    if (lock.count() >= std::min(most, max_queued)) return false;
    *std::ranges::find(shared.queued, 0) = ::getpid();
    return true;
}

void leave_queue(Shared& shared, pid_t pid)
{
    const QueueLock lock{shared};
    std::ranges::replace(shared.queued, pid, 0);
}

std::optional<unsigned> try_slots(Shared& shared, unsigned slots)
{
    for (unsigned i = 0; i < std::min(slots, max_hashing_slots); ++i)
        if (holds(shared.slots[i], pthread_mutex_trylock(&shared.slots[i]))) return i;
    return std::nullopt;
}

/// A futex, since it keeps no list of waiters that a killed process could spoil, as a condition variable does.
static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

void wait_while(std::atomic<std::uint32_t>& word, std::uint32_t value, milliseconds patience)
{
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(patience);
    const timespec time{whole.count(), std::chrono::nanoseconds{patience - whole}.count()};
    ::syscall(SYS_futex, &word, FUTEX_WAIT, value, &time, nullptr, 0);
}

void announce_free_slot(Shared& shared)
{
    ++shared.slots_freed;
    ::syscall(SYS_futex, &shared.slots_freed, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

std::optional<unsigned> wait_for_slot(Shared& shared, unsigned slots, milliseconds patience)
{
    // A holder that is killed wakes nobody until the supervisor has seen it, so nobody sleeps longer than this.
    constexpr milliseconds longest_nap{100};
    const auto deadline = Clock::now() + patience;
    for (;;) {
        const std::uint32_t seen = shared.slots_freed;
        if (const auto slot = try_slots(shared, slots)) return slot;
        const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
        if (left <= milliseconds{0}) return std::nullopt;
        wait_while(shared.slots_freed, seen, std::min(left, longest_nap));
    }
}

} // namespace

HashingSlot::HashingSlot(HashingSlot&& other) noexcept
    : shared_{std::exchange(other.shared_, nullptr)}, slot_{other.slot_}
{
}

HashingSlot::~HashingSlot()
{
    if (shared_ == nullptr) return;
    pthread_mutex_unlock(&shared_->slots[slot_]);
    leave_queue(*shared_, ::getpid());
    announce_free_slot(*shared_);
}

std::optional<HashingSlot>
take_hashing_slot(Shared& shared, unsigned slots, unsigned most, std::chrono::milliseconds patience)
{
    if (!enter_queue(shared, most)) {
        ++shared.hashing_refused;
        return std::nullopt;
    }
    const auto began = Clock::now();
    const auto slot = wait_for_slot(shared, slots, patience);
    if (!slot) {
        leave_queue(shared, ::getpid());
        ++shared.hashing_refused;
        return std::nullopt;
    }
    ++shared.hashes;
    shared.metrics.hashing_waits.add(Clock::now() - began);
    return HashingSlot{shared, *slot};
}

void forget_process(Shared& shared, pid_t pid)
{
    leave_queue(shared, pid);
    announce_free_slot(shared);
}

} // namespace pool
