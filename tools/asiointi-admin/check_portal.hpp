#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace admin {

/// Adds "check-portal". `config` is the settings file when the command runs, and `has_faults` becomes true when something
/// is wrong with the portal. The command throws probe::CannotConnect and NoSecret.
void add_check_portal(CLI::App& app, const std::string& config, bool& has_faults);

} // namespace admin
