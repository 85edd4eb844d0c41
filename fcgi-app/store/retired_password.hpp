#pragma once

#include "base/account_id.hpp"
#include "store/database.hpp"

namespace store {

/// Takes the password away from whoever may know it (auth/retired_hash.hpp): it lets nobody in any more. Raises the password
/// generation. False when there is none, or it was taken away before.
[[nodiscard]] bool retire_password(Transaction& tx, base::AccountId id, base::Instant now);

} // namespace store
