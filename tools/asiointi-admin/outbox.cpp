#include "account_json.hpp"
#include "base/time.hpp"
#include "flow/staff_record.hpp"
#include "mail_words.hpp"
#include "shell.hpp"
#include "staff_line.hpp"
#include "store/outbox_list.hpp"

#include <iostream>

namespace admin {
namespace {

constexpr unsigned most_rows = 1000;

struct ListCommand {
    bool queued = false; ///< as without it
    bool dead = false;
    unsigned most = 50;
    std::uint64_t before = 0; ///< 0: from the newest on
    bool json = false;
};

nlohmann::ordered_json to_json(const store::OutboxRow& row)
{
    nlohmann::ordered_json json{
        {"id", row.id},
        {"reason", reason_name(row.reason)},
        {"state", mail_state_name(row.state)},
        {"attempts", row.attempts},
        {"kind", row.kind},
        {"recipient", row.recipient},
        {"reply", row.reply},
        {"asked_at", base::to_datetime(row.created_at)}};
    if (row.finished_at)
        json["finished_at"] = base::to_datetime(*row.finished_at);
    else
        json["next_try_at"] = base::to_datetime(row.next_try_at);
    return json;
}

void print(const store::OutboxRow& row)
{
    std::cout << row.id << "  " << base::to_datetime(row.created_at) << "  " << reason_name(row.reason) << ", "
              << row.attempts << (row.attempts == 1 ? " attempt" : " attempts");
    if (!row.recipient.empty()) std::cout << ", to " << row.recipient;
    if (!row.finished_at) std::cout << ", next try " << base::to_datetime(row.next_try_at);
    std::cout << '\n';
    if (!row.reply.empty()) std::cout << "    " << row.reply << '\n';
}

void list_rows(const base::Settings& settings, const ListCommand& command)
{
    Connection connection{settings.database};
    const auto state = command.dead ? store::MailState::dead : store::MailState::queued;
    const auto before = command.before == 0 ? std::nullopt : std::optional{command.before};
    auto rows = store::list_outbox(connection.db, state, before, command.most + 1);
    const bool has_older = rows.size() > command.most;
    if (has_older) rows.pop_back();
    if (command.json) {
        auto all = nlohmann::ordered_json::array();
        for (const auto& row : rows) all.push_back(to_json(row));
        std::cout << all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
        return;
    }
    for (const auto& row : rows) print(row);
    if (rows.empty()) std::cout << (command.dead ? "no dead letter\n" : "nothing waits\n");
    if (has_older) std::cout << "older ones: --before " << rows.back().id << '\n';
}

enum class Retried { hastened, revived, not_there, forgotten };

Retried retry(store::Transaction& tx, std::uint64_t id, base::Instant now)
{
    if (store::hasten_mail(tx, id, now)) return Retried::hastened;
    switch (store::revive_mail(tx, id, now)) {
    case store::Revived::queued:
        return Retried::revived;
    case store::Revived::not_dead:
        return Retried::not_there;
    case store::Revived::forgotten:
        break;
    }
    return Retried::forgotten;
}

struct RetryCommand {
    std::uint64_t id = 0;
    StaffOptions staff;
};

/// A mail that waits for its next try is due now; a dead one waits again. Whoever did it, and why, is in the trail.
void retry_mail(const Shell& shell, const RetryCommand& command)
{
    const auto reason = checked_reason(command.staff.reason);
    CommandLineDesk line{shell, command.staff.unit};
    const auto id = command.id;
    const auto retried = store::in_transaction(line.connection.db, [&](store::Transaction& tx) {
        const auto result = retry(tx, id, line.desk.now);
        if (result == Retried::hastened || result == Retried::revived)
            tx.record(
                flow::staff_event(
                    line.desk, store::AuditKind::mail_retried, store::find_account_of_mail(tx.db(), id),
                    "mail " + std::to_string(id), reason),
                line.desk.now);
        return result;
    });
    switch (retried) {
    case Retried::hastened:
        std::cout << "mail " << id << " is due now\n";
        return;
    case Retried::revived:
        std::cout << "mail " << id << " waits again, and is due now\n";
        return;
    case Retried::not_there:
        throw WrongInput{"no mail with this number waits for a later try or is dead; see \"outbox list\""};
    case Retried::forgotten:
        throw WrongInput{"what this mail was to tell is forgotten since it died; it has to be asked for anew"};
    }
}

void add_list(CLI::App& outbox, Shell& shell)
{
    auto* command = outbox.add_subcommand("list", "Mails that wait, or that have died, the newest first");
    const auto options = std::make_shared<ListCommand>();
    auto* dead = command->add_flag("--dead", options->dead, "Those that were given up");
    command->add_flag("--queued", options->queued, "Those that wait; so without it, too")->excludes(dead);
    command->add_option("--most", options->most, "How many")->check(CLI::Range(1U, most_rows))->capture_default_str();
    command->add_option("--before", options->before, "Only those that are older than the mail with this number");
    command->add_flag("--json", options->json, "Print one JSON array instead of text");
    command->callback([options, &shell] { list_rows(shell.settings(), *options); });
}

} // namespace

void add_outbox(CLI::App& app, Shell& shell)
{
    auto* outbox = app.add_subcommand("outbox", "Mails on their way");
    outbox->require_subcommand(1);
    outbox->footer(R"(Examples:
  asiointi-admin outbox list
  asiointi-admin outbox list --dead --most 200 --json
  asiointi-admin outbox retry 4711 --reason "Postipalvelin on korjattu")");
    add_list(*outbox, shell);
    auto* command = outbox->add_subcommand("retry", "Try a mail again now, a dead one too");
    const auto options = std::make_shared<RetryCommand>();
    command->add_option("ID", options->id, "Number of the mail, from the list")->required();
    add_staff_options(*command, options->staff);
    command->callback([options, &shell] { retry_mail(shell, *options); });
}

} // namespace admin
