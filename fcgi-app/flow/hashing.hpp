#pragma once

#include "auth/password_hash.hpp"
#include "flow/app.hpp"
#include "pool/shared_memory.hpp"

#include <optional>
#include <string>

/// Passwords are hashed only with a slot in the hand, so that no flood of them takes all cores and all memory.
namespace flow {

/// The right to hash passwords for as long as the result lives; nullopt: too many do so now, ask people to come back.
[[nodiscard]] std::optional<pool::HashingSlot> take_hashing_slot(App& app);

/// auth::hash_password() at the cost and with the pepper of the settings.
[[nodiscard]] std::string hash_password(const App& app, const pool::HashingSlot& slot, const base::Password& password);

/// auth::verify_password(), the same.
[[nodiscard]] bool password_matches(
    const App& app, const pool::HashingSlot& slot, const base::Password& password,
    const std::optional<std::string>& stored, const auth::OldHashes& old);

} // namespace flow
