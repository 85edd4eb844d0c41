#include "pool/ended_ring.hpp"

#include <cerrno>
#include <cstring>

namespace pool {
namespace {

using Words = std::array<std::uint64_t, 5>;

Words to_words(const Ended& ended)
{
    Words words{};
    std::memcpy(words.data(), ended.session.data(), ended.session.size());
    words.back() = ended.account;
    return words;
}

Ended from_words(const Words& words)
{
    Ended ended;
    std::memcpy(ended.session.data(), words.data(), ended.session.size());
    ended.account = words.back();
    return ended;
}

/// Held while one entry is written. Whoever held it before may have died in the middle: its entry was not counted yet,
/// so the next one simply overwrites it.
class Writing {
public:
    explicit Writing(pthread_mutex_t& mutex) : mutex_{mutex}
    {
        if (pthread_mutex_lock(&mutex_) == EOWNERDEAD) pthread_mutex_consistent(&mutex_);
    }
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;
    ~Writing() { pthread_mutex_unlock(&mutex_); }

private:
    pthread_mutex_t& mutex_;
};

} // namespace

void tell_ended(EndedRing& ring, const Ended& ended)
{
    const Writing writing{ring.writing};
    const auto position = ring.written.load(std::memory_order_relaxed);
    auto& slot = ring.slots[position % ended_ring_size];
    const auto words = to_words(ended);
    for (std::size_t i = 0; i < words.size(); ++i) slot.words[i].store(words[i], std::memory_order_relaxed);
    ring.written.store(position + 1, std::memory_order_release);
}

bool catch_up(const EndedRing& ring, std::uint64_t& seen, const std::function<void(const Ended&)>& each)
{
    const auto end = ring.written.load(std::memory_order_acquire);
    while (seen < end) {
        Words words{};
        const auto& slot = ring.slots[seen % ended_ring_size];
        for (std::size_t i = 0; i < words.size(); ++i) words[i] = slot.words[i].load(std::memory_order_relaxed);
        std::atomic_thread_fence(std::memory_order_acquire);
        // Whoever writes the slot anew begins before the count says so: one slot less than the size is safe to read.
        if (ring.written.load(std::memory_order_relaxed) - seen >= ended_ring_size) {
            seen = end;
            return false;
        }
        each(from_words(words));
        ++seen;
    }
    return true;
}

} // namespace pool
