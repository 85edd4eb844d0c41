#include "base/time.hpp"
#include "lost_changes.hpp"
#include "mail_words.hpp"
#include "pool/listeners.hpp"
#include "staff_line.hpp"
#include "store/restored.hpp"
#include "store/trail.hpp"

#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

namespace admin {
namespace {

constexpr const char* about =
    R"(A backup knows nothing of what happened after it was taken: which links were used or ended, who signed out, and which
mails left. So this ends every link, every sign-in and every change by staff that waits, and sets aside every mail that
waits, all in one transaction. New mails get numbers that no lost mail had. Passwords stay as they are. Where delivery
reports are read from a Maildir, asiointipalvelu-bounces.timer must stand still, too: docs/backup.md leads through a restore.

With the lines of the log since the backup (--log) it also names each change that is lost, and notes invitations that left, so
that nobody is invited twice.

Examples:
  systemctl stop asiointipalvelu.service asiointipalvelu-pages.socket asiointipalvelu-check.socket
  asiointi-admin after-restore
      prints what was ended, and up to when the trail tells what happened
  journalctl -o cat --since "2026-11-26 02:00" _SYSTEMD_UNIT=asiointipalvelu.service + SYSLOG_IDENTIFIER=asiointi-admin > log
  asiointi-admin after-restore --log log

Exit status: 0 done, 1 nothing was changed: the service runs, or the database failed; 2 wrong usage or settings.)";

void refuse_while_running(const base::PoolSettings& pool)
{
    for (const auto& socket : {pool.pages_socket, pool.check_socket})
        if (pool::somebody_listens_on(socket))
            throw WrongInput{
                "the service is running, or systemd would start it: somebody listens on " + socket +
                ". Stop it first, here and on every other machine that uses this database: systemctl stop "
                "asiointipalvelu.service asiointipalvelu-pages.socket asiointipalvelu-check.socket"};
}

struct AfterRestoreCommand {
    std::string log; ///< --log; "": none
    bool json = false;
};

/// What was done, and what is known of what is lost.
struct Restored {
    store::EndedAfterRestore ended;
    std::vector<LostChange> lost{};
    unsigned invitations = 0; ///< noted again
};

unsigned count_of(const std::vector<store::MailsSetAside>& mails)
{
    unsigned all = 0;
    for (const auto& each : mails) all += each.count;
    return all;
}

std::string in_words(const store::EndedAfterRestore& ended)
{
    return std::to_string(ended.sessions) + " sign-ins and " + std::to_string(ended.links) + " links ended, " +
           std::to_string(ended.staff_changes) + " changes by staff stopped, " + std::to_string(count_of(ended.mails)) +
           " mails set aside";
}

nlohmann::ordered_json to_json(const LostChange& change)
{
    return {
        {"at", base::to_datetime(change.at)},
        {"event", store::audit_name(change.kind)},
        {"account", change.public_id},
        {"email", change.account ? nlohmann::ordered_json(change.account->email) : nullptr}};
}

nlohmann::ordered_json to_json(const Restored& restored)
{
    const auto& ended = restored.ended;
    auto mails = nlohmann::ordered_json::object();
    for (const auto& each : ended.mails) mails[std::string{reason_name(each.reason)}] = each.count;
    auto lost = nlohmann::ordered_json::array();
    for (const auto& each : restored.lost) lost.push_back(to_json(each));
    return {
        {"newest_event_at",
         ended.newest_event ? nlohmann::ordered_json(base::to_datetime(*ended.newest_event)) : nullptr},
        {"sessions_ended", ended.sessions},
        {"links_ended", ended.links},
        {"staff_changes_stopped", ended.staff_changes},
        {"mails_set_aside", mails},
        {"invitations_noted", restored.invitations},
        {"lost", lost}};
}

void print_ended(const store::EndedAfterRestore& ended)
{
    if (ended.newest_event)
        std::cout << "the trail tells what happened up to " << base::to_datetime(*ended.newest_event)
                  << "; whatever was changed later is lost\n";
    std::cout << ended.sessions << " sign-ins ended\n"
              << ended.links << " links ended\n"
              << ended.staff_changes << " changes by staff stopped, to be asked for again\n"
              << count_of(ended.mails) << " mails set aside, since they may have left before\n";
    for (const auto& each : ended.mails) std::cout << "    " << reason_name(each.reason) << ' ' << each.count << '\n';
}

void print_lost(const Restored& restored)
{
    std::cout << restored.lost.size() << " changes are lost, as the log tells\n";
    for (const auto& each : restored.lost)
        std::cout << "    " << base::to_datetime(each.at) << "  " << store::audit_name(each.kind) << "  "
                  << (each.account ? each.account->email : each.public_id + " (no such account any more)") << '\n';
    std::cout << restored.invitations << " invitations noted, so that nobody is invited twice\n";
}

unsigned note_invitations(store::Transaction& tx, const std::vector<LostChange>& lost)
{
    unsigned noted = 0;
    for (const auto& each : lost)
        if (each.kind == store::AuditKind::invited && each.account)
            noted += store::note_lost_invitation(tx, each.account->id, each.at) ? 1 : 0;
    return noted;
}

std::vector<LostChange> read_lost_changes(store::Database& db, const std::string& file)
{
    if (file.empty()) return {};
    std::ifstream log{file};
    if (!log) throw WrongInput{"cannot read " + file + "; nothing was changed"};
    return find_lost_changes(db, log);
}

/// All sessions of a large city end in one statement, and nobody else waits for the database now.
constexpr std::chrono::minutes patience{30};

base::DatabaseSettings with_patience(base::DatabaseSettings settings)
{
    settings.query_timeout = std::max<std::chrono::seconds>(settings.query_timeout, patience);
    return settings;
}

void after_restore(const base::Settings& settings, const AfterRestoreCommand& command)
{
    refuse_while_running(settings.pool);
    Connection connection{with_patience(settings.database)};
    const auto now = base::now();
    const auto lost = read_lost_changes(connection.db, command.log);
    const auto restored = store::in_transaction(connection.db, [&](store::Transaction& tx) {
        Restored all{
            .ended = store::end_what_was_restored(tx, now), .lost = lost, .invitations = note_invitations(tx, lost)};
        tx.record(
            operator_event(settings, store::AuditKind::database_restored, std::nullopt, in_words(all.ended)), now);
        return all;
    });
    if (command.json) {
        std::cout << to_json(restored).dump(2) << '\n';
        return;
    }
    print_ended(restored.ended);
    if (!command.log.empty()) print_lost(restored);
}

} // namespace

void add_after_restore(CLI::App& app, Shell& shell)
{
    auto* command =
        app.add_subcommand("after-restore", "End what a restored backup would bring back; before the service starts");
    const auto options = std::make_shared<AfterRestoreCommand>();
    command->add_option("--log", options->log, "File with the service's log since the backup: also name what is lost")
        ->type_name("FILE");
    command->add_flag("--json", options->json, "Print one JSON object instead of text");
    command->footer(about);
    command->callback([options, &shell] { after_restore(shell.settings(), *options); });
}

} // namespace admin
