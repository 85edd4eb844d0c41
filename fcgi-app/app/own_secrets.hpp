#pragma once

#include "base/settings.hpp"

namespace app {

/// Each overwrites in this process's copy of the settings what other kinds of processes use. The command line's password
/// is none of theirs. Call it at once after the fork; the supervisor keeps all, for those that start later.
void keep_secrets_of_pages(base::Settings& settings);
void keep_secrets_of_checks(base::Settings& settings);
void keep_secrets_of_background(base::Settings& settings);

/// Overwrites all of them.
void forget_secrets(base::Settings& settings);

} // namespace app
