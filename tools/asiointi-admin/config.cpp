#include "app/announcements.hpp"
#include "app/processes.hpp"
#include "app/settings_faults.hpp"
#include "shell.hpp"

#include <iostream>

namespace admin {
namespace {

constexpr const char* examples =
    R"(Reads the settings, the secrets, the announcement, templates and catalogues as the service would at its start.

Examples:
  asiointi-admin config check
  asiointi-admin --config new.toml config check
      before a file takes the place of the old one

Exit status: 0 no fault, 2 faults; each is told with file, line and remedy.)";

void check(const std::string& file)
{
    const auto loaded = app::load(file);
    std::vector<app::SettingsFault> faults;
    (void)app::read_announcement(loaded->settings.announcement_file, faults);
    if (!faults.empty()) throw app::SettingsFaults{std::move(faults)};
    std::cout << file << ": no faults found\n";
}

} // namespace

void add_config(CLI::App& app, Shell& shell)
{
    auto* config = app.add_subcommand("config", "Look after the settings");
    config->require_subcommand(1);
    config->add_subcommand("check", "Tell every fault of the settings, with file, line and remedy")
        ->footer(examples)
        ->callback([&shell] { check(shell.config); });
}

} // namespace admin
