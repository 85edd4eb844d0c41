#pragma once

#include "app/processes.hpp"

namespace app {

/// The background process: sends mails, follows the feed of ended sessions, carries out changes by staff that are due, asks
/// the portal for user ids, tells of and closes accounts that nobody uses, erases, purges, counts for /metrics, and looks
/// whether a database that was down is back. One duty that fails holds up no other (flow/fails_alone.hpp). Runs until
/// SIGTERM; finishes the mail in hand first. Returns the exit status.
[[nodiscard]] int run_background(const Loaded& loaded, pool::Shared& shared);

} // namespace app
