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

enum class MigrationStep { begins, waits };

/// Applies what the database does not have yet, one statement at a time, and records each finished statement, so an
/// interrupted run goes on where it stopped. Two machines may run it at once: the second waits for the first's row
/// lock and then finds nothing to do. A migration whose text differs from what was applied throws.
/// A statement that waits for a table holds up everybody who comes after it, so it steps back after a second and is tried again,
/// for ten minutes: a dump of the database holds the tables as long as it takes. Then it throws.
/// report  told of each migration before it is applied, and once of a statement that waits like this.
/// Returns how many were applied.
int apply_migrations(
    Database& db, const std::vector<Migration>& migrations,
    const std::function<void(const Migration&, MigrationStep)>& report);

} // namespace store
