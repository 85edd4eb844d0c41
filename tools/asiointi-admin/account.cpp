#include "auth/email_address.hpp"
#include "base/time.hpp"
#include "shell.hpp"
#include "store/accounts.hpp"
#include "store/link_tokens.hpp"
#include "store/sessions.hpp"

#include <iostream>
#include <memory>
#include <stdexcept>

namespace admin {
namespace {

/// No account, or more than one, is meant by what the person typed.
class NoSuchAccount : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct LockCommand {
    std::string who;              ///< address or old user name
    std::string reason = "staff"; ///< "staff" or "deceased"
    std::string staff;            ///< who does it, or their unit: the resident sees it
    std::string note;             ///< why: the resident sees it
};

store::Account find(store::Database& db, const std::string& who)
{
    const auto found = store::identify(db, auth::parse_email_address(who), auth::user_name_key(who));
    if (!found) throw NoSuchAccount{"no single account has the address or old user name \"" + who + '"'};
    return found->account;
}

store::AuditEvent event(store::AuditKind kind, const store::Account& account, const LockCommand& command)
{
    return {
        .kind = kind,
        .account = account.id,
        .client_network = "",
        .detail = kind == store::AuditKind::account_locked ? command.reason : "",
        .reference = "",
        .actor = command.staff,
        .unit = command.staff,
        .reason = command.note};
}

/// Its sessions end, open links die, nobody signs in. Of somebody who has died, no mail leaves any more.
void lock_account(const base::Settings& settings, const LockCommand& command)
{
    Connection connection{settings.database};
    const auto account = find(connection.db, command.who);
    const auto now = base::now();
    const auto reason = command.reason == "deceased" ? store::StateReason::deceased : store::StateReason::staff;
    store::in_transaction(connection.db, [&](store::Transaction& tx) {
        store::lock_account(tx, account.id, reason, now);
        store::end_sessions(tx, account.id, std::nullopt, now);
        store::end_links(tx, account.id, account.email_key, now);
        tx.record(event(store::AuditKind::account_locked, account, command), now);
    });
    std::cout << account.email << ": locked (" << command.reason << ")\n";
}

/// Lets the owner of a locked account in again.
void unlock_account(const base::Settings& settings, const LockCommand& command)
{
    Connection connection{settings.database};
    const auto account = find(connection.db, command.who);
    const auto now = base::now();
    const bool unlocked = store::in_transaction(connection.db, [&](store::Transaction& tx) {
        if (!store::unlock_account(tx, account.id, now)) return false;
        tx.record(event(store::AuditKind::account_unlocked, account, command), now);
        return true;
    });
    std::cout << account.email << (unlocked ? ": unlocked\n" : ": was not locked\n");
}

void add_lock_options(CLI::App& command, LockCommand& options)
{
    command.add_option("who", options.who, "E-mail address or old user name")->required();
    command.add_option("--staff", options.staff, "Who does it, or their unit; the resident sees it")->required();
    command.add_option("--note", options.note, "Why; the resident sees it")->required();
}

} // namespace

void add_account(CLI::App& app, Shell& shell)
{
    auto* account = app.add_subcommand("account", "Look after one resident's account");
    account->require_subcommand(1);
    const auto options = std::make_shared<LockCommand>();
    auto* lock = account->add_subcommand("lock", "Nobody signs in to it any more; its sessions end, its links die");
    add_lock_options(*lock, *options);
    lock->add_option("--reason", options->reason, "\"deceased\" stops every mail, too")
        ->check(CLI::IsMember({"staff", "deceased"}))
        ->capture_default_str();
    lock->callback([options, &shell] { lock_account(shell.settings(), *options); });
    auto* unlock = account->add_subcommand("unlock", "Let its owner in again");
    add_lock_options(*unlock, *options);
    unlock->callback([options, &shell] { unlock_account(shell.settings(), *options); });
}

} // namespace admin
