#pragma once

#include "auth/key_life.hpp"
#include "base/settings.hpp"

namespace admin {

/// Prints every key with purpose, name, state, age and owner, and every password of the secrets file with its owner; a current
/// key that is older than keys.warn_after_days with what to do.
void print_keys(const base::Settings& settings, auth::Day today, bool as_json);

} // namespace admin
