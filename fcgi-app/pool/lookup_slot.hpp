#pragma once

#include "pool/shared_memory.hpp"

#include <chrono>
#include <optional>
#include <pthread.h>

namespace pool {

/// The right of a check worker to wait for the database. There is one less than there are such workers, so that a
/// database that hangs, or a stream of made-up cookies that each have to be looked up, leaves one worker for those whom it
/// knows from memory. Ends with its holder, also when that is killed.
class LookupSlot {
public:
    LookupSlot(const LookupSlot&) = delete;
    LookupSlot& operator=(const LookupSlot&) = delete;
    LookupSlot(LookupSlot&& other) noexcept;
    LookupSlot& operator=(LookupSlot&&) = delete;
    ~LookupSlot();

private:
    friend std::optional<LookupSlot> take_lookup_slot(Shared&, unsigned, std::chrono::milliseconds);
    explicit LookupSlot(pthread_mutex_t& held) : held_{&held} {}
    pthread_mutex_t* held_;
};

/// Takes one of the first `slots` slots, waiting up to `patience` (zero: not at all); nullopt when none came free.
[[nodiscard]] std::optional<LookupSlot>
take_lookup_slot(Shared& shared, unsigned slots, std::chrono::milliseconds patience);

} // namespace pool
