#pragma once

#include "base/settings.hpp"

#include <ostream>

namespace admin {

struct ImportCommand {
    unsigned long_unseen_years = 10; ///< --long-unseen-years: who was last seen longer ago is not activated
    bool json = false;               ///< --json: one object instead of tables
};

/// Makes accounts of the old portal's users and prints what came of them, and who needs a human and why.
/// Throws what flow::import_users() throws; what was finished by then stays.
void import_users(const base::Settings& settings, const ImportCommand& command, std::ostream& out);

} // namespace admin
