#pragma once

#include "store/accounts.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace store {

/// What one table holds on a person. Column names are those of the database, and stay: the downloaded copy uses them.
struct CopiedTable {
    std::string_view name;
    std::vector<std::string_view> columns;
    std::vector<std::vector<std::optional<std::string>>> rows; ///< nullopt: NULL; times in UTC, enumerations as numbers
};

/// Everything that the database holds on the owner of an account (GDPR Art. 15, R-228), newest first in each table, but
/// no secret, no digest and no number that is ours alone. A test compares this with the schema, so that a new column is
/// either in it or left out on purpose.
/// most  rows of each table: whoever makes rows without end must not have them all read at once.
[[nodiscard]] std::vector<CopiedTable> copy_of_data(Database& db, const Account& account, unsigned most);

} // namespace store
