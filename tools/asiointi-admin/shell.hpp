#pragma once

#include "base/settings.hpp"
#include "store/database.hpp"

#include <CLI/CLI.hpp>

#include <atomic>
#include <stdexcept>
#include <string>

namespace admin {

/// A mail server's pipe failed for now: with exit code 75 (EX_TEMPFAIL) it keeps the message and tries again.
class TryAgainLater : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What main() gives to every command, and what a command tells it in return. Commands print on std::cout.
struct Shell {
    std::string config = "/etc/asiointipalvelu/asiointipalvelu.toml"; ///< --config, once the command runs
    bool has_faults = false; ///< the command found something wrong, and has said what: exit code 1
    bool is_unclear = false; ///< the command could not tell whether something is wrong, and has said why: exit code 3

    /// The settings of this installation. Throws app::SettingsFaults.
    [[nodiscard]] base::Settings settings() const;
};

/// A connection as the administrator, for one command.
struct Connection {
    explicit Connection(const base::DatabaseSettings& settings);
    std::atomic<std::int64_t> down_until_ms{0};
    store::Database db;
};

// One function for each command, in the file of its name: it adds the subcommand and its options to the line.
void add_setup(CLI::App& app, Shell& shell);
void add_migrate(CLI::App& app, Shell& shell);
void add_import(CLI::App& app, Shell& shell);
void add_account(CLI::App& app, Shell& shell);
void add_account_show(CLI::App& account, Shell& shell);
void add_staff(CLI::App& app, Shell& shell);
void add_requests(CLI::App& app, Shell& shell);
void add_keys(CLI::App& app, Shell& shell);
void add_invite(CLI::App& app, Shell& shell);
void add_bounces(CLI::App& app, Shell& shell);
void add_progress(CLI::App& app, Shell& shell);
void add_check_answers(CLI::App& app, Shell& shell);
void add_check_portal(CLI::App& app, Shell& shell);
void add_outbox(CLI::App& app, Shell& shell);
void add_sessions(CLI::App& app, Shell& shell);
void add_audit(CLI::App& app, Shell& shell);
void add_config(CLI::App& app, Shell& shell);
void add_after_restore(CLI::App& app, Shell& shell);
void add_doctor(CLI::App& app, Shell& shell);
void add_describe(CLI::App& app);

} // namespace admin
