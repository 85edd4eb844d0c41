#pragma once

#include "base/settings.hpp"

#include <ostream>
#include <string>

namespace admin {

/// Brings the database to the newest schema, naming each migration as it begins. Throws what store/ throws.
void migrate(const base::Settings& settings, const std::string& sql_directory, std::ostream& out);

} // namespace admin
