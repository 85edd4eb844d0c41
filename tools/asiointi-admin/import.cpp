#include "base/text.hpp"
#include "flow/import_users.hpp"
#include "shell.hpp"

#include <array>
#include <iomanip>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

namespace admin {
namespace {

using store::LegacyStatus;

struct ImportCommand {
    unsigned long_unseen_years = 10; ///< who was last seen longer ago is not activated
    bool json = false;               ///< one object instead of tables
};

struct StatusWording {
    LegacyStatus status;
    const char* name;
    const char* sentence;
};

constexpr std::array statuses{
    StatusWording{LegacyStatus::linked, "linked", "lead to an account"},
    StatusWording{LegacyStatus::shared_address, "shared_address", "wait for a human: shared address"},
    StatusWording{LegacyStatus::no_address, "no_address", "have no address"},
    StatusWording{LegacyStatus::invalid_address, "invalid_address", "have an address that is not valid"},
    StatusWording{LegacyStatus::closed, "closed", "are closed"},
    StatusWording{LegacyStatus::long_unseen, "long_unseen", "were not seen for too long"},
    StatusWording{LegacyStatus::too_long, "too_long", "have a name or address that is too long"},
    StatusWording{LegacyStatus::erased, "erased", "had their account erased, and get none again"},
};

unsigned count_of(const flow::ImportResult& result, LegacyStatus status)
{
    const auto found = result.by_status.find(status);
    return found == result.by_status.end() ? 0 : found->second;
}

/// One cell, padded or cut to its width in characters.
std::string cell(const std::string& text, std::size_t width)
{
    if (const auto length = base::code_points(text); length <= width) return text + std::string(width - length, ' ');
    std::size_t bytes = 0;
    for (std::size_t characters = 0; bytes < text.size(); ++bytes) {
        const bool begins_character = (static_cast<unsigned char>(text[bytes]) & 0xC0U) != 0x80U;
        if (begins_character && ++characters == width) break;
    }
    return text.substr(0, bytes) + "…";
}

void print_count(std::ostream& out, unsigned count, const char* what)
{
    out << std::setw(8) << count << "  " << what << '\n';
}

void print_counts(std::ostream& out, const flow::ImportResult& result)
{
    out << "Old users in the portal\n";
    print_count(out, result.seen, "seen, of whom");
    for (const auto& wording : statuses) print_count(out, count_of(result, wording.status), wording.sentence);
    out << "\nThis run\n";
    print_count(out, result.accounts_created, "accounts made");
    print_count(out, result.accounts_renewed, "accounts without a password brought up to date");
    print_count(out, result.users_linked, "old users linked");
    print_count(out, result.rows_written, "records written");
    print_count(out, result.users_gone, "old users on record who are no longer in the portal");
}

void print_findings(std::ostream& out, const std::vector<flow::ImportFinding>& findings)
{
    if (findings.empty()) {
        out << "\nNobody needs a human.\n";
        return;
    }
    constexpr std::size_t id_width = 10;
    constexpr std::size_t name_width = 18;
    constexpr std::size_t email_width = 36;
    out << "\n"
        << findings.size() << " need a human\n"
        << cell("Portal id", id_width) << "  " << cell("Old user name", name_width) << "  "
        << cell("Address on file", email_width) << "  Why\n";
    for (const auto& finding : findings) {
        out << cell(finding.portal_id, id_width) << "  " << cell(finding.old_name, name_width) << "  "
            << cell(finding.email, email_width) << "  " << flow::sentence_of(finding.reason) << '\n';
    }
}

nlohmann::ordered_json to_json(const flow::ImportResult& result)
{
    nlohmann::ordered_json json;
    json["seen"] = result.seen;
    for (const auto& wording : statuses) json["by_status"][wording.name] = count_of(result, wording.status);
    json["accounts_created"] = result.accounts_created;
    json["accounts_renewed"] = result.accounts_renewed;
    json["users_linked"] = result.users_linked;
    json["records_written"] = result.rows_written;
    json["users_gone"] = result.users_gone;
    json["needs_human"] = nlohmann::ordered_json::array();
    for (const auto& finding : result.findings) {
        json["needs_human"].push_back(
            {{"portal_id", finding.portal_id},
             {"old_name", finding.old_name},
             {"email", finding.email},
             {"reason", flow::name_of(finding.reason)},
             {"why", flow::sentence_of(finding.reason)}});
    }
    return json;
}

/// Makes accounts of the old portal's users and prints what came of them, and who needs a human and why. What was finished
/// when it fails stays.
void import_users(const base::Settings& settings, const ImportCommand& command)
{
    Connection connection{settings.database};
    const auto unseen_after =
        std::chrono::duration_cast<std::chrono::days>(std::chrono::years{command.long_unseen_years});
    const auto result = flow::import_users(connection.db, {.now = base::now(), .long_unseen_after = unseen_after});
    if (command.json) {
        std::cout << to_json(result).dump(2) << '\n';
        return;
    }
    print_counts(std::cout, result);
    print_findings(std::cout, result.findings);
}

} // namespace

void add_import(CLI::App& app, Shell& shell)
{
    constexpr unsigned most_years = 200;
    auto* command = app.add_subcommand("import", "Make accounts of the old portal's users; safe to run again");
    const auto options = std::make_shared<ImportCommand>();
    command
        ->add_option("--long-unseen-years", options->long_unseen_years, "Do not activate who was last seen longer ago")
        ->check(CLI::Range(1U, most_years))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print one JSON object instead of tables");
    command->footer(R"(Examples:
  asiointi-admin import
  asiointi-admin import --json | jq .needs_human)");
    command->callback([options, &shell] { import_users(shell.settings(), *options); });
}

} // namespace admin
