#include "store/inspection.hpp"

#include "auth/secret.hpp"
#include "store/connection.hpp"
#include "store/outbox.hpp"
#include "store/statements.hpp"

#include <algorithm>
#include <map>

namespace store {
namespace {

/// The words of Connection::refuse_unfit_server(), which knows what these servers are not good for, and of StatementFailed.
HostTrouble trouble_of(const StatementFailed& failed)
{
    const std::string_view words = failed.what();
    if (words.find("unsupported database server") != words.npos) return HostTrouble::too_old;
    if (words.starts_with("error 2026:")) return HostTrouble::unverified;
    if (words.starts_with("error 1047:")) return HostTrouble::not_ready;
    if (failed.failure() == Failure::unfit) return HostTrouble::read_only;
    return failed.failure() == Failure::lost ? HostTrouble::unreachable : HostTrouble::refused;
}

struct Applied {
    unsigned version;
    std::size_t statements;
    auth::Digest digest;
};

std::map<unsigned, Applied> list_applied(Database& db)
{
    std::map<unsigned, Applied> applied;
    const auto read = [](const Row& row) {
        return Applied{static_cast<unsigned>(row.integer(0)), static_cast<std::size_t>(row.integer(1)), row.digest(2)};
    };
    for (const auto& each :
         list(db, read, "SELECT version, COUNT(*), MAX(text_digest) FROM schema_migration GROUP BY version"))
        applied.emplace(each.version, each);
    return applied;
}

std::string title_of(const Migration& migration)
{
    return std::to_string(migration.version) + " (" + migration.name + ')';
}

} // namespace

std::optional<UnfitHost> examine_host(
    const base::DatabaseHost& host, const base::DatabaseSettings& settings, const std::string& user,
    const base::Credential& password)
{
    try {
        const Connection connection{
            host,
            {.user = user,
             .password = password,
             .database = settings.name,
             .tls_ca = settings.tls_ca,
             .connect_timeout = settings.connect_timeout,
             .query_timeout = settings.query_timeout}};
        return std::nullopt;
    } catch (const StatementFailed& failed) {
        return UnfitHost{trouble_of(failed), failed.what()};
    }
}

ServerFacts server_facts(Database& db)
{
    auto facts = find_one(
        db,
        [](const Row& row) {
            return ServerFacts{
                .version = row.text(0),
                .tls_cipher = "",
                .now = row.instant(1),
                .data_directory = row.text(2),
                .most_connections = static_cast<unsigned>(row.integer(3))};
        },
        "SELECT VERSION(), CAST(UTC_TIMESTAMP() AS DATETIME), @@datadir, @@max_connections");
    if (!facts) throw DatabaseError{"the server says nothing of itself"};
    const auto cipher = find_one(
        db, [](const Row& row) { return row.text(1); }, "SHOW SESSION STATUS LIKE 'Ssl_cipher'");
    facts->tls_cipher = cipher.value_or("");
    return *std::move(facts);
}

std::vector<Right> list_rights(Database& db)
{
    // In the place of a database, \_ stands for itself.
    return list(
        db,
        [](const Row& row) {
            return Right{row.text(0), row.text(1), row.text(2)};
        },
        "SELECT table_schema, table_name, privilege_type FROM information_schema.table_privileges"
        " WHERE grantee = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''') AND privilege_type <> 'USAGE'"
        " UNION SELECT REPLACE(REPLACE(table_schema, '\\\\_', '_'), '\\\\%', '%'), '*', privilege_type"
        " FROM information_schema.schema_privileges"
        " WHERE grantee = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''') AND privilege_type <> 'USAGE'"
        " UNION SELECT '*', '*', privilege_type FROM information_schema.user_privileges"
        " WHERE grantee = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''') AND privilege_type <> 'USAGE'");
}

bool sees_relation(Database& db, const std::string& name)
{
    return find_one(
               db, [](const Row& row) { return row.integer(0); },
               "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?",
               name)
               .value_or(0) > 0;
}

void try_contacts(Database& db)
{
    (void)list(
        db, [](const Row& row) { return row.text(0); }, "SELECT email FROM account_contact LIMIT 1");
}

bool sees_procedure(Database& db, const std::string& name)
{
    return find_one(
               db, [](const Row& row) { return row.integer(0); },
               "SELECT COUNT(*) FROM information_schema.routines WHERE routine_schema = DATABASE() AND routine_name = "
               "?",
               name)
               .value_or(0) > 0;
}

SchemaState compare_schema(Database& db, const std::vector<Migration>& migrations)
{
    const auto applied = list_applied(db);
    SchemaState state;
    if (!applied.empty()) state.newest = applied.rbegin()->first;
    for (const auto& migration : migrations) {
        const auto found = applied.find(migration.version);
        if (found == applied.end() || found->second.statements < statements_of(migration.text).size())
            state.missing.push_back(title_of(migration));
        else if (found->second.digest != auth::digest(migration.text))
            state.changed.push_back(title_of(migration));
    }
    return state;
}

OutboxState outbox_state(Database& db, base::Instant since)
{
    const auto read = [](const Row& row) {
        OutboxState state;
        state.queued = static_cast<unsigned>(row.integer(0));
        state.oldest_queued = row.optional_instant(1);
        return state;
    };
    auto state = find_one(
                     db, read,
                     "SELECT COUNT(*), MIN(created_at) FROM mail_outbox WHERE state = ? AND in_bulk = 0"
                     " AND to_stranger = 0",
                     MailState::queued)
                     .value_or(OutboxState{});
    state.dead = static_cast<unsigned>(find_one(
                                           db, [](const Row& row) { return row.integer(0); },
                                           "SELECT COUNT(*) FROM mail_outbox WHERE state = ? AND finished_at >= ?",
                                           MailState::dead, since)
                                           .value_or(0));
    const auto newest = find_one(
        db, [](const Row& row) { return row.text(0); },
        "SELECT reply FROM mail_outbox WHERE state = ? AND finished_at >= ? ORDER BY finished_at DESC, id DESC LIMIT 1",
        MailState::dead, since);
    state.last_reply = newest.value_or("");
    return state;
}

} // namespace store
