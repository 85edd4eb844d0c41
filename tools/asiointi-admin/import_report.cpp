#include "import_report.hpp"

#include <array>
#include <iomanip>
#include <nlohmann/json.hpp>

namespace admin {
namespace {

using store::LegacyStatus;

struct StatusWording {
    LegacyStatus status;
    const char* name;
    const char* sentence;
};

constexpr std::array statuses{
    StatusWording{LegacyStatus::linked, "linked", "lead to an account"},
    StatusWording{LegacyStatus::shared_address, "shared_address", "wait for a human: a conflict about the address"},
    StatusWording{LegacyStatus::no_address, "no_address", "have no address"},
    StatusWording{LegacyStatus::invalid_address, "invalid_address", "have an address that is not valid"},
    StatusWording{LegacyStatus::closed, "closed", "are closed, in the portal or here"},
    StatusWording{LegacyStatus::long_unseen, "long_unseen", "were not seen for too long"},
    StatusWording{LegacyStatus::too_long, "too_long", "have a name or address that is too long"},
    StatusWording{LegacyStatus::erased, "erased", "had their account erased, and get none again"},
};

unsigned count_of(const flow::ImportResult& result, LegacyStatus status)
{
    const auto found = result.by_status.find(status);
    return found == result.by_status.end() ? 0 : found->second;
}

void print_count(std::ostream& out, unsigned count, const char* what)
{
    out << std::setw(8) << count << "  " << what << '\n';
}

nlohmann::ordered_json encoding_of(const flow::ImportResult& result)
{
    if (!result.encoding) return nullptr;
    return result.encoding == flow::CsvEncoding::latin1 ? "latin1" : "utf8";
}

} // namespace

void print_import(std::ostream& out, const flow::ImportResult& result, bool applied)
{
    out << "Old users in the portal\n";
    print_count(out, result.seen, "seen, of whom");
    for (const auto& wording : statuses) print_count(out, count_of(result, wording.status), wording.sentence);
    out << (applied ? "\nThis run\n" : "\nWith --apply, there would be\n");
    print_count(out, result.accounts_created, "accounts made");
    print_count(out, result.accounts_renewed, "accounts nobody has signed in to brought up to date");
    print_count(out, result.passwords_imported, "old passwords taken along");
    print_count(out, result.users_linked, "old users linked");
    print_count(out, result.rows_written, "records written");
    print_count(out, result.users_gone, "old users on record who are no longer in the portal");
    if (result.encoding == flow::CsvEncoding::latin1)
        out << "The file was read as latin1 (Windows-1252): look whether names with ä, ö and å are whole.\n";
    for (const auto& scheme : result.schemes)
        out << "Every attempt to sign in spends the work of " << scheme << ", too, while old passwords are let in.\n";
}

void ImportJson::add(const flow::ImportFinding& finding)
{
    const nlohmann::ordered_json json{
        {"portal_id", finding.portal_id},
        {"old_name", finding.old_name},
        {"email", finding.email},
        {"name", finding.name},
        {"reason", flow::name_of(finding.reason)},
        {"why", flow::sentence_of(finding.reason)}};
    out_ << (has_begun_ ? ",\n    " : "{\n  \"needs_human\": [\n    ") << json.dump();
    has_begun_ = true;
}

void ImportJson::finish(const flow::ImportResult& result, bool applied)
{
    nlohmann::ordered_json json;
    json["applied"] = applied;
    json["seen"] = result.seen;
    for (const auto& wording : statuses) json["by_status"][wording.name] = count_of(result, wording.status);
    json["accounts_created"] = result.accounts_created;
    json["accounts_renewed"] = result.accounts_renewed;
    json["passwords_imported"] = result.passwords_imported;
    json["users_linked"] = result.users_linked;
    json["records_written"] = result.rows_written;
    json["users_gone"] = result.users_gone;
    json["encoding"] = encoding_of(result);
    json["password_schemes"] = result.schemes;
    const auto rest = json.dump(2).substr(1); // without the brace that add() has written
    out_ << (has_begun_ ? "\n  ]," : "{\n  \"needs_human\": [],") << rest << '\n';
}

} // namespace admin
