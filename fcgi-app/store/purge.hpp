#pragma once

#include "store/database.hpp"

namespace store {

/// How long these rows are kept after they have done their work; the privacy notice says the same.
constexpr std::chrono::days links_kept{7};
constexpr std::chrono::days mails_kept{30};

/// Deletes a bounded number of rows whose time is over: ended and expired sessions, links used or expired for a week,
/// finished mails after 30 days, changes of address 60 days after they could be undone, counts of failed
/// attempts 30 days after the last one unless they have closed a password,
/// revocations after a day, browsers that did not sign in for 400 days. Returns how many; 0 when done.
[[nodiscard]] int purge_expired(Database& db, base::Instant now);

} // namespace store
