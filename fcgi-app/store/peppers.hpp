#pragma once

#include "store/database.hpp"

#include <string>

namespace store {

/// How many stored hashes were made with the pepper of this name: of accounts, and of changes of address that can be undone.
[[nodiscard]] std::uint64_t count_hashes_with_pepper(Database& db, const std::string& name);

} // namespace store
