#include "app/settings_faults.hpp"
#include "app/signing_keys.hpp"
#include "shell.hpp"

#include <iostream>

namespace admin {
namespace {

void rotate(const base::Settings& settings)
{
    const auto& file = settings.portal.signing_keys;
    if (file.empty())
        throw app::SettingsFaults{
            {{settings.file, 0, "portal.signing_keys: names no file", "Add it, as in docs/portal.md."}}};
    app::rotate_signing_keys(file, settings.secrets_file);
    std::cout << "A new key is in front in " << file << ". Reload the service, so that it is used.\n";
}

} // namespace

void add_keys(CLI::App& app, Shell& shell)
{
    auto* keys = app.add_subcommand("keys", "Look after the keys that sign statements for the portal");
    keys->require_subcommand(1);
    auto* rotate_command = keys->add_subcommand("rotate", "Put a new key in front; then reload the service (SIGHUP)");
    rotate_command->footer(R"(Examples:
  asiointi-admin keys rotate && systemctl reload asiointi-fcgi
      statements that are on their way can still be verified: the two keys before it stay)");
    rotate_command->callback([&shell] { rotate(shell.settings()); });
}

} // namespace admin
