#include "app/command_line.hpp"
#include "app/processes.hpp"
#include "app/settings_faults.hpp"
#include "base/log.hpp"
#include "pool/confine.hpp"
#include "pool/supervisor.hpp"

#include <iostream>

namespace {

constexpr int exit_failure = 1;
constexpr int exit_configuration = 2;

int run(const std::string& file)
{
    base::start_log("supervisor");
    pool::confine_supervisor();
    const auto shared = pool::map_shared();
    app::Readings readings;
    base::Key signing_key; // of the newest configuration
    return pool::supervise(*shared, [&] { return app::generation(app::load(file), shared, readings, signing_key); });
}

int check(const std::string& file)
{
    app::check_configuration(file);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App cli;
    app::CommandLine line;
    app::describe_command_line(cli, line);
    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return cli.exit(error) == 0 ? 0 : exit_configuration;
    }
    try {
        return line.check_config ? check(line.config) : run(line.config);
    } catch (const app::SettingsFaults& faults) {
        std::cerr << faults.what() << '\n';
        return exit_configuration;
    } catch (const std::exception& error) {
        std::cerr << "asiointi-fcgi: " << error.what() << '\n';
        return exit_failure;
    }
}
