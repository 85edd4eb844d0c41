#pragma once

#include "store/database.hpp"

#include <string>
#include <vector>

/// How the old portal hashed the passwords that came along (auth/old_scheme.hpp), by name.
namespace store {

[[nodiscard]] std::vector<std::string> list_import_schemes(Database& db);

/// No effect when it is there already.
void add_import_scheme(Database& db, const std::string& scheme, base::Instant now);

void drop_import_schemes(Database& db);

} // namespace store
