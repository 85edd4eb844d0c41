#include "account.hpp"

#include "auth/email_address.hpp"
#include "base/time.hpp"
#include "store/accounts.hpp"
#include "store/link_tokens.hpp"
#include "store/sessions.hpp"

#include <atomic>

namespace admin {
namespace {

/// A connection as the administrator, for one command.
struct Connection {
    explicit Connection(const base::DatabaseSettings& settings)
        : db{settings, settings.admin_user, settings.admin_password, down_until_ms}
    {
    }
    std::atomic<std::int64_t> down_until_ms{0};
    store::Database db;
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
        .reason = command.note};
}

} // namespace

void lock_account(const base::Settings& settings, const LockCommand& command, std::ostream& out)
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
    out << account.email << ": locked (" << command.reason << ")\n";
}

void unlock_account(const base::Settings& settings, const LockCommand& command, std::ostream& out)
{
    Connection connection{settings.database};
    const auto account = find(connection.db, command.who);
    const auto now = base::now();
    const bool unlocked = store::in_transaction(connection.db, [&](store::Transaction& tx) {
        if (!store::unlock_account(tx, account.id, now)) return false;
        tx.record(event(store::AuditKind::account_unlocked, account, command), now);
        return true;
    });
    out << account.email << (unlocked ? ": unlocked\n" : ": was not locked\n");
}

} // namespace admin
