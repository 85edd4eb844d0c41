#pragma once

#include "base/settings.hpp"
#include "store/database.hpp"

namespace store {

/// How long these rows are kept after they have done their work; the privacy notice says the same.
constexpr std::chrono::days links_kept{7};
constexpr std::chrono::days mails_kept{30};

/// Deletes a bounded number of rows of each table whose time is over, as docs/retention.md says table by table. Returns
/// how many; 0 when done.
[[nodiscard]] int purge_expired(Database& db, base::Instant now, const base::RetentionSettings& retention = {});

} // namespace store
