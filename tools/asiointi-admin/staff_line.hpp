#pragma once

#include "flow/staff_acts.hpp"
#include "shell.hpp"

#include <memory>
#include <stdexcept>
#include <string>

/// What all commands that look at or change a resident's account share.
namespace admin {

/// What was typed means nobody, or does not hold. Says what to do.
class WrongInput : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The options that say who and why.
struct StaffOptions {
    std::string who;    ///< address or old user name
    std::string unit;   ///< --unit; default: staff.unit of the settings
    std::string reason; ///< --reason; the resident reads it
};

/// For commands that change something; `who` is named by the caller.
void add_staff_options(CLI::App& command, StaffOptions& options);

/// A connection, and who acts: the person behind sudo, or else the user that runs the command.
struct CommandLineDesk {
    explicit CommandLineDesk(const Shell& shell, const std::string& unit = "");

    /// The one account that the address or old user name means. Throws WrongInput.
    [[nodiscard]] store::Account find(const std::string& who);

    base::Settings settings;
    Connection connection;
    flow::Desk desk;
};

/// The person behind sudo, or else the user that runs the command.
[[nodiscard]] std::string person_at_the_keyboard();

/// What the person at the keyboard did, for the trail: with the unit of the settings, when there is one.
[[nodiscard]] store::AuditEvent operator_event(
    const base::Settings& settings, store::AuditKind kind, std::optional<base::AccountId> account, std::string detail);

/// One line of text that is long enough to say something and short enough to be kept. Throws WrongInput naming the option.
[[nodiscard]] std::string checked_reason(const std::string& reason);

/// Prints what came of an act. Whatever kept it from being done is printed on std::cerr and a fault: exit code 1.
void report(Shell& shell, flow::ActOutcome outcome, const store::Account& account, const std::string& done);

} // namespace admin
