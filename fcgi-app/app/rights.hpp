#pragma once

#include "base/settings.hpp"
#include "pool/confine.hpp"

namespace app {

/// What each kind of process needs with these settings: the database for all but those that hash, the announcement for pages, the
/// mail server for the background process. Nothing else is in reach (docs/confinement.md; R-162).
[[nodiscard]] pool::Rights rights_of_pages(const base::Settings& settings);
[[nodiscard]] pool::Rights rights_of_hashing();
[[nodiscard]] pool::Rights rights_of_checks(const base::Settings& settings);
[[nodiscard]] pool::Rights rights_of_background(const base::Settings& settings);

/// Logs "secrets_within_reach" for each file of secrets that lies where some of these processes may read: then only its
/// mode keeps them from the secrets of others.
void tell_secrets_within_reach(const base::Settings& settings);

} // namespace app
