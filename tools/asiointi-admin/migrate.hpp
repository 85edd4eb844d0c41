#pragma once

#include "base/settings.hpp"

#include <string>

namespace admin {

/// Brings the database to the newest schema, naming each migration on standard output as it begins. Throws
/// std::runtime_error when there are no migrations in the folder, store::DatabaseError.
void migrate(const base::Settings& settings, const std::string& sql_directory);

} // namespace admin
