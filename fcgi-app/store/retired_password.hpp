#pragma once

#include "base/account_id.hpp"
#include "store/database.hpp"

#include <cstdint>

namespace store {

/// Takes the password away from whoever may know it (auth/retired_hash.hpp): it lets nobody in any more. Raises the password
/// generation. False when there is none, when it was taken away before, or when its owner has changed it since
/// `expected_generation` was read.
[[nodiscard]] bool
retire_password(Transaction& tx, base::AccountId id, std::uint32_t expected_generation, base::Instant now);

} // namespace store
