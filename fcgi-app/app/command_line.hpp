#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace app {

/// What asiointi-fcgi was told on its command line.
struct CommandLine {
    std::string config = "/etc/asiointipalvelu/asiointipalvelu.toml";
    bool check_config = false;
};

/// Adds the options of asiointi-fcgi, which fill in `line` when `cli` has parsed. The manual is made of the same.
void describe_command_line(CLI::App& cli, CommandLine& line);

/// Reads the settings and all that they name as the service does at its start, the announcement too, and says on standard
/// output that nothing is wrong. Throws SettingsFaults with every fault, and what the parts throw.
void check_configuration(const std::string& file);

} // namespace app
