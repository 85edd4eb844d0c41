#pragma once

#include "store/database.hpp"

#include <functional>
#include <string>
#include <vector>

namespace store {

struct Migration {
    unsigned version; ///< from the file name: sql/V0007__name.sql
    std::string name;
    std::string text;
};

/// Reads all V*.sql of a directory, by version. Throws std::runtime_error naming the file for a gap, a double number or
/// a name of another form.
[[nodiscard]] std::vector<Migration> read_migrations(const std::string& directory);

/// Applies what the database does not have yet, one statement at a time, and records each finished statement, so an
/// interrupted run goes on where it stopped. Two machines may run it at once: the second waits for the first's row
/// lock and then finds nothing to do. A migration whose text differs from what was applied throws.
/// report  told of each migration before it is applied.
/// Returns how many were applied.
int apply_migrations(
    Database& db, const std::vector<Migration>& migrations, const std::function<void(const Migration&)>& report);

} // namespace store
