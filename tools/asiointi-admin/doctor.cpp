#include "app/read_settings.hpp"
#include "app/settings_faults.hpp"
#include "base/log.hpp"
#include "doctor/examination.hpp"
#include "doctor/line.hpp"
#include "probe/report.hpp"
#include "shell.hpp"

#include <iostream>
#include <memory>

namespace admin {
namespace {

constexpr int cannot_look = 2;

constexpr const char* examples =
    R"(It changes nothing, sends no mail, prints no secret, and waits for nobody longer than a few seconds. Run it as root, or
as somebody who may read the secrets.

Examples:
  asiointi-admin doctor
  asiointi-admin doctor --strict --json
      for monitoring: warnings count as faults
  asiointi-admin doctor --mail-to testi@example.com
      would the mail server take a mail for this address?
  asiointi-admin doctor --resolve asiointi.example.fi:443:192.0.2.7 --ca ca.pem
      before the name and the certificate are public

Exit status: 0 no fault, 1 faults (with --strict warnings, too), 2 wrong usage, or settings that leave nothing to look at.)";

struct DoctorCommand {
    bool json = false;
    bool strict = false;
    doctor::Options options{};
};

const CLI::Validator is_name_server{
    [](std::string& text) {
        const auto colon = text.rfind(':');
        const bool is_whole = colon != std::string::npos && CLI::ValidIPV4(text.substr(0, colon)).empty() &&
                              CLI::Range(1, 65535)(text.substr(colon + 1)).empty();
        return is_whole ? "" : "\"" + text + "\" is no ADDRESS:PORT (IPv4)";
    },
    "ADDRESS:PORT"};

/// Prints what is found as it is found, or as one array at the end.
class Report {
public:
    explicit Report(bool as_json) : as_json_{as_json} {}

    void add(const probe::Finding& finding)
    {
        tally_.add(finding.outcome);
        if (as_json_)
            findings_.push_back(finding);
        else
            std::cout << doctor::line_of(finding) << std::endl; // a run takes its time; each line is seen as it comes
    }

    void finish() const
    {
        if (as_json_) return probe::write_json(std::cout, findings_);
        std::cout << '\n'
                  << count(probe::Outcome::ok) << " ok, " << counted(probe::Outcome::warning, "warning") << ", "
                  << counted(probe::Outcome::fault, "fault") << ", " << count(probe::Outcome::skipped)
                  << " not looked at\n";
    }

    [[nodiscard]] unsigned count(probe::Outcome outcome) const { return tally_.of(outcome); }

private:
    [[nodiscard]] std::string counted(probe::Outcome outcome, const char* what) const
    {
        return std::to_string(count(outcome)) + ' ' + what + (count(outcome) == 1 ? "" : "s");
    }

    bool as_json_;
    probe::Tally tally_;
    std::vector<probe::Finding> findings_;
};

/// Nullopt, with each fault told, when there are any: values that are missing or wrong would mislead the other checks.
std::optional<base::Settings> read_settings(const std::string& file, Report& report)
{
    try {
        auto settings = app::read_settings(file);
        report.add({"settings", "settings", probe::Outcome::ok, settings.file + " has no fault", ""});
        return settings;
    } catch (const app::SettingsFaults& faults) {
        for (const auto& each : faults.faults()) {
            const auto place = each.file + (each.line == 0 ? "" : ':' + std::to_string(each.line));
            report.add({"settings", "settings", probe::Outcome::fault, place + ": " + each.what, each.remedy});
        }
        return std::nullopt;
    }
}

/// True when something is wrong.
bool examine(const DoctorCommand& command, const std::string& file)
{
    base::start_log("admin", base::LogLevel::error); // hosts that fail have their line in the report
    Report report{command.json};
    const auto settings = read_settings(file, report);
    if (settings) {
        doctor::Patient patient{*settings, command.options, base::now()};
        doctor::examine(patient, [&](const probe::Finding& finding) { report.add(finding); });
    }
    report.finish();
    if (!settings) throw CLI::RuntimeError{cannot_look};
    return report.count(probe::Outcome::fault) > 0 || (command.strict && report.count(probe::Outcome::warning) > 0);
}

void add_options(CLI::App& app, DoctorCommand& command)
{
    auto& options = command.options;
    app.add_flag("--json", command.json, "Print one JSON array instead of lines");
    app.add_flag("--strict", command.strict, "Exit with 1 for warnings, too");
    app.add_option("--sql", options.sql_directory, "Directory of this version's migrations and grants.sql")
        ->capture_default_str();
    app.add_option("--dns", options.name_server, "Ask this name server instead of the system's")->check(is_name_server);
    app.add_option("--mail-to", options.mail_to, "Recipient of the rehearsed mail; without it, mail.from_address");
    app.add_option("--least-free-mib", options.least_free_mib, "Warn when a disk has less room")->capture_default_str();
    app.add_option("--plain-http-port", options.plain_http, "Where plain http is answered, if not on port 80")
        ->check(CLI::Range(1U, 65535U));
    app.add_option(
           "--resolve", options.client.resolve, "HOST:PORT:ADDRESS: connect there for this host; may be repeated")
        ->allow_extra_args(false);
    app.add_option("--ca", options.client.ca_file, "Trust the authorities in this PEM file for site.base_url")
        ->check(CLI::ExistingFile);
}

} // namespace

void add_doctor(CLI::App& app, Shell& shell)
{
    auto* command =
        app.add_subcommand("doctor", "Look at the whole installation: what is wrong, and what to do about it");
    const auto options = std::make_shared<DoctorCommand>();
    options->options.client.command = "doctor";
    add_options(*command, *options);
    command->footer(examples);
    command->callback([options, &shell] { shell.has_faults = examine(*options, shell.config); });
}

} // namespace admin
