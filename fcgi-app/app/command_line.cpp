#include "app/command_line.hpp"

#include "app/announcements.hpp"
#include "app/processes.hpp"
#include "app/settings_faults.hpp"

#include <iostream>

namespace app {

void describe_command_line(CLI::App& cli, CommandLine& line)
{
    cli.name("asiointi-fcgi");
    cli.description("The account front door of a city's e-services: a pool of FastCGI processes.\n"
                    "Runs in the foreground; logs JSON lines on standard error. SIGHUP reads the configuration anew "
                    "without refusing a request, SIGTERM stops.");
    cli.add_option("--config", line.config, "Configuration file (TOML)")->capture_default_str();
    cli.add_flag(
        "--check-config", line.check_config, "Report every fault of the configuration with its remedy, and end");
    cli.set_version_flag("--version", std::string{"asiointi-fcgi "} + ASIOINTI_VERSION);
    cli.footer(R"(Examples:
  asiointi-fcgi --check-config
  asiointi-fcgi --config /etc/asiointipalvelu/asiointipalvelu.toml

Exit status: 0 stopped in order, 1 failed, 2 configuration or usage fault.)");
}

void check_configuration(const std::string& file)
{
    const auto loaded = load(file);
    std::vector<SettingsFault> faults;
    (void)read_announcement(loaded->settings.announcement_file, faults);
    if (!faults.empty()) throw SettingsFaults{std::move(faults)};
    finish_self_test(*loaded);
    std::cout << file << ": no faults found\n";
}

} // namespace app
