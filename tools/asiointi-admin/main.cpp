#include "alike/browser.hpp"
#include "app/settings_faults.hpp"
#include "base/log.hpp"
#include "probe/checks.hpp"
#include "secret_input.hpp"
#include "shell.hpp"
#include "staff_line.hpp"

#include <iostream>

/// Exit codes, for scripts: 0 done, 1 failed or found faults; 2 wrong usage, a fault in the settings, or nothing to look at;
/// 3 from `check-answers` alone: too noisy to say; 75 from `bounce` alone: the mail server is to try again.
namespace {

constexpr int failed = 1;
constexpr int wrong_usage = 2;
constexpr int unclear = 3;
constexpr int try_again_later = 75;

int run(int argc, char** argv)
{
    admin::Shell shell;
    CLI::App app{"Administration of asiointipalvelu", "asiointi-admin"};
    app.add_option("--config", shell.config, "Settings file")->capture_default_str();
    app.set_version_flag("--version", std::string{"asiointi-admin "} + ASIOINTI_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    admin::add_setup(app, shell);
    admin::add_migrate(app, shell);
    admin::add_import(app, shell);
    admin::add_account(app, shell);
    admin::add_staff(app, shell);
    admin::add_requests(app, shell);
    admin::add_keys(app, shell);
    admin::add_invite(app, shell);
    admin::add_bounces(app, shell);
    admin::add_progress(app, shell);
    admin::add_check_portal(app, shell);
    admin::add_check_answers(app, shell);
    admin::add_outbox(app, shell);
    admin::add_sessions(app, shell);
    admin::add_audit(app, shell);
    admin::add_config(app, shell);
    admin::add_after_restore(app, shell);
    admin::add_doctor(app, shell);
    admin::add_describe(app);
    // Behind the commands, which would have it, too.
    app.footer("Each command says more: asiointi-admin COMMAND --help.\n\nExamples:\n  asiointi-admin doctor\n"
               "  asiointi-admin account lock --help");
    try {
        app.parse(argc, argv);
        if (shell.is_unclear) return unclear;
        return shell.has_faults ? failed : 0;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : wrong_usage; // --help is no fault
    } catch (const app::SettingsFaults& faults) {
        std::cerr << faults.what() << '\n';
        return wrong_usage;
    } catch (const alike::CannotMeasure& fault) {
        std::cerr << "asiointi-admin: " << fault.what() << '\n';
        return wrong_usage;
    } catch (const probe::CannotConnect& fault) {
        std::cerr << "asiointi-admin: " << fault.what() << '\n';
        return wrong_usage;
    } catch (const admin::WrongInput& fault) {
        std::cerr << "asiointi-admin: " << fault.what() << '\n';
        return failed;
    } catch (const admin::TryAgainLater& fault) {
        std::cerr << "asiointi-admin: " << fault.what() << '\n';
        return try_again_later;
    } catch (const admin::NoSecret& fault) {
        std::cerr << "asiointi-admin: " << fault.what() << '\n';
        return wrong_usage;
    }
}

} // namespace

int main(int argc, char** argv)
{
    try {
        base::start_command_log();
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "asiointi-admin: " << error.what() << '\n';
        return failed;
    }
}
