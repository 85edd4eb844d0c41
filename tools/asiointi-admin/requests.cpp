#include "requests.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "store/staff_requests.hpp"

#include <atomic>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace admin {
namespace {

constexpr std::size_t longest_reason = 500;
constexpr std::size_t longest_name = 64;

void with_database(const base::Settings& settings, const std::function<void(store::Database&)>& work)
{
    std::atomic<std::int64_t> down_until_ms{0};
    const auto& database = settings.database;
    store::Database db{database, database.admin_user, database.admin_password, down_until_ms};
    work(db);
}

std::string_view name_of(store::StaffRequestKind kind)
{
    return kind == store::StaffRequestKind::add_old_user ? "add_old_user" : "unknown";
}

nlohmann::json to_json(const store::StaffRequest& request)
{
    return {
        {"id", request.id},
        {"created_at", base::to_datetime(request.created_at)},
        {"kind", name_of(request.kind)},
        {"account", request.public_id},
        {"email", request.email},
        {"name", request.name},
        {"old_user_name", request.subject},
        {"message", request.message}};
}

void print(std::ostream& out, const store::StaffRequest& request)
{
    out << request.id << "  " << base::to_datetime(request.created_at) << "  " << request.name << " <" << request.email
        << ">\n    old user name: " << request.subject << '\n';
    if (!request.message.empty()) out << "    message: " << request.message << '\n';
}

/// Cut short, a reason could say the contrary.
void refuse_unless_it_fits(const std::string& what, const std::string& text, std::size_t longest)
{
    if (base::trimmed(text).empty()) throw std::runtime_error{what + " is empty"};
    if (!base::is_utf8(text) || base::has_control_characters(text))
        throw std::runtime_error{what + " must be one line of text"};
    if (base::code_points(text) > longest)
        throw std::runtime_error{what + " is longer than " + std::to_string(longest) + " characters"};
}

} // namespace

void list_requests(const base::Settings& settings, bool as_json, std::ostream& out)
{
    with_database(settings, [&](store::Database& db) {
        const auto requests = store::list_staff_requests(db);
        if (as_json) {
            auto all = nlohmann::json::array();
            for (const auto& request : requests) all.push_back(to_json(request));
            out << all.dump(2) << '\n';
            return;
        }
        for (const auto& request : requests) print(out, request);
        if (requests.empty()) out << "no request waits\n";
    });
}

void finish_request(const base::Settings& settings, const DoneCommand& command, std::ostream& out)
{
    refuse_unless_it_fits("--reason", command.reason, longest_reason);
    refuse_unless_it_fits("--staff", command.staff, longest_name);
    with_database(settings, [&](store::Database& db) {
        const bool done = store::in_transaction(db, [&](store::Transaction& tx) {
            const auto account = store::finish_staff_request(tx, command.id, base::now());
            if (!account) return false;
            tx.record(
                {.kind = store::AuditKind::request_to_staff,
                 .account = *account,
                 .client_network = "",
                 .detail = "request " + std::to_string(command.id) + " done",
                 .reference = "",
                 .actor = base::trimmed(command.staff),
                 .reason = base::trimmed(command.reason)},
                base::now());
            return true;
        });
        if (!done) throw std::runtime_error{"no request with this number waits; see \"requests list\""};
        out << "request " << command.id << " is done\n";
    });
}

} // namespace admin
