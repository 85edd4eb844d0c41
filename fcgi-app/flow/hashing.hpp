#pragma once

#include "flow/app.hpp"
#include "pool/shared_memory.hpp"

#include <optional>

namespace flow {

/// The right to hash passwords for as long as the result lives; nullopt: too many do so now, ask people to come back.
[[nodiscard]] inline std::optional<pool::HashingSlot> take_hashing_slot(App& app)
{
    constexpr std::chrono::seconds patience{5};
    return pool::take_hashing_slot(app.shared, app.hashing_slots, app.most_hashing, patience);
}

} // namespace flow
