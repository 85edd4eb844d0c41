#pragma once

#include "flow/import_outcome.hpp"
#include "flow/import_passwords.hpp"

#include <vector>

namespace flow {

struct WrittenGroups {
    BatchOutcome outcome;
    std::vector<std::size_t> left; ///< groups of which nothing was written, since somebody else was faster
};

/// Writes many decided groups with few statements, each change with its audit event.
/// passwords  ready made; one that is missing waits for the next run.
[[nodiscard]] WrittenGroups write_groups(
    store::Transaction& tx, std::vector<DecidedGroup> groups, const ReadyPasswords& passwords, base::Instant now);

} // namespace flow
