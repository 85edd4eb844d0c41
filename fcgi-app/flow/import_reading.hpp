#pragma once

#include "flow/import_users.hpp"

#include <functional>

namespace flow {

/// The first part of an import: copies the source into the staging table, judging each user on its own. Returns how many
/// there are. Throws ImportSourceFaults when the source breaks a promise, after all of it has been read.
/// show_life  called after every step.
[[nodiscard]] std::uint64_t stage_source(
    store::Database& db, ImportSource& source, const ImportOptions& options, const std::function<void()>& show_life);

} // namespace flow
