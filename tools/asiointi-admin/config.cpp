#include "app/command_line.hpp"
#include "shell.hpp"

namespace admin {
namespace {

constexpr const char* examples =
    R"(Reads the settings, the secrets, the announcement, templates and catalogues as the service would at its start.

Examples:
  asiointi-admin config check
  asiointi-admin --config new.toml config check
      before a file takes the place of the old one

Exit status: 0 no fault, 2 faults; each is told with file, line and remedy.)";

} // namespace

void add_config(CLI::App& app, Shell& shell)
{
    auto* config = app.add_subcommand("config", "Look after the settings");
    config->require_subcommand(1);
    config->add_subcommand("check", "Tell every fault of the settings, with file, line and remedy")
        ->footer(examples)
        ->callback([&shell] { app::check_configuration(shell.config); });
}

} // namespace admin
