#pragma once

#include "auth/password_hash.hpp"
#include "base/settings.hpp"
#include "store/database.hpp"

namespace flow {

/// True while the portal's passwords let people in (import.password_hashes): to the end of the last day in Europe/Helsinki.
[[nodiscard]] bool old_passwords_hold(const base::ImportSettings& settings, base::Instant now);

/// Whether and which password hashes of the old portal let people in now. Asked before every attempt, alike for everybody,
/// so that their work is spent on all from the very moment on in which the first one can be used.
[[nodiscard]] auth::OldHashes old_hashes(store::Database& db, const base::ImportSettings& settings, base::Instant now);

} // namespace flow
