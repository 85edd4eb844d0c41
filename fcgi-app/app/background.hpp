#pragma once

#include "app/processes.hpp"

namespace app {

/// The background process: sends the outbox, probes a database that is away, purges what has expired, and
/// closes accounts that nobody uses. Runs until SIGTERM; finishes the mail in hand first. Returns the exit status.
[[nodiscard]] int run_background(const Loaded& loaded, pool::Shared& shared);

} // namespace app
