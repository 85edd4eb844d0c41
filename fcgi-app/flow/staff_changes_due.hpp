#pragma once

#include "base/settings.hpp"
#include "store/database.hpp"

namespace flow {

/// Carries out what staff have asked for and nobody has stopped in time (flow/staff_changes.hpp). What has become impossible by
/// then, because the address was taken or changed or the account was locked, is stopped, and the trail says so; so is what nobody could
/// be told of. Returns how many changes are over by that. For the background process.
[[nodiscard]] int carry_out_staff_changes(store::Database& db, const base::Settings& settings);

} // namespace flow
