#include "app/announcements.hpp"
#include "app/processes.hpp"
#include "app/settings_faults.hpp"
#include "base/log.hpp"
#include "pool/supervisor.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace {

constexpr int exit_failure = 1;
constexpr int exit_configuration = 2;

int check_config(const std::string& file)
{
    const auto loaded = app::load(file);
    std::vector<app::SettingsFault> faults;
    (void)app::read_announcement(loaded->settings.announcement_file, faults);
    if (!faults.empty()) throw app::SettingsFaults{std::move(faults)};
    std::cout << file << ": no faults found\n";
    return 0;
}

int run(const std::string& file)
{
    base::start_log("supervisor");
    const auto shared = pool::map_shared();
    base::Key signing_key; // of the newest configuration
    return pool::supervise(*shared, [&] { return app::generation(app::load(file), shared, signing_key); });
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App cli{"The account front door of a city's e-services: a pool of FastCGI processes.\n"
                 "Runs in the foreground; logs JSON lines on standard error. SIGHUP reads the configuration anew "
                 "without refusing a request, SIGTERM stops.\n"
                 "Exit status: 0 stopped in order, 1 failed, 2 configuration or usage fault."};
    std::string file = "/etc/asiointipalvelu/asiointipalvelu.toml";
    bool check_only = false;
    cli.add_option("--config", file, "Configuration file (TOML)")->capture_default_str();
    cli.add_flag("--check-config", check_only, "Report every fault of the configuration with its remedy, and end");
    cli.set_version_flag("--version", std::string{"asiointi-fcgi "} + ASIOINTI_VERSION);
    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return cli.exit(error) == 0 ? 0 : exit_configuration;
    }
    try {
        return check_only ? check_config(file) : run(file);
    } catch (const app::SettingsFaults& faults) {
        std::cerr << faults.what() << '\n';
        return exit_configuration;
    } catch (const std::exception& error) {
        std::cerr << "asiointi-fcgi: " << error.what() << '\n';
        return exit_failure;
    }
}
