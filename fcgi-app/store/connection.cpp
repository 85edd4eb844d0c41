#include "store/connection.hpp"

#include "store/connect_options.hpp"
#include "store/result_row.hpp"

#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <algorithm>

namespace store {

namespace {

constexpr std::int64_t longest_idle_s = 10; ///< a process on a busy machine may be kept from its core for a while

sql::Driver& driver()
{
    static sql::Driver* const instance = get_driver_instance(); // the only call: it is not safe in parallel
    return *instance;
}

/// Lets nothing of the connector's exceptions out.
template <class Work>
auto translated(Work work)
{
    try {
        return work();
    } catch (const sql::SQLException& error) {
        throw StatementFailed{error.getErrorCode(), error.what()};
    }
}

struct Binder {
    sql::PreparedStatement& statement;
    unsigned position;

    void operator()(std::monostate /*null*/) const { statement.setNull(position, 0); }
    void operator()(std::int64_t number) const { statement.setInt64(position, number); }
    void operator()(std::uint64_t number) const { statement.setUInt64(position, number); }
    void operator()(const std::string& text) const { statement.setString(position, text); }
};

void bind(sql::PreparedStatement& statement, const std::vector<Value>& arguments)
{
    unsigned position = 0;
    for (const auto& argument : arguments) std::visit(Binder{statement, ++position}, argument);
}

} // namespace

Connection::Connection(const base::DatabaseHost& host, const Target& target)
{
    auto options = connect_options(host, target);
    translated([&] { connection_.reset(driver().connect(options)); });
    set_up_session(target);
    refuse_unfit_server();
    see_what_other_nodes_committed();
}

int Connection::execute(const char* sql, const std::vector<Value>& arguments)
{
    return translated([&] {
        auto& statement = prepared(sql);
        bind(statement, arguments);
        return statement.executeUpdate();
    });
}

void Connection::query(
    const char* sql, const std::vector<Value>& arguments, const std::function<void(const Row&)>& each)
{
    const auto result = translated([&] {
        auto& statement = prepared(sql);
        bind(statement, arguments);
        return std::unique_ptr<sql::ResultSet>{statement.executeQuery()};
    });
    const ResultRow row{*result};
    while (row.next()) each(row);
}

void Connection::run(const std::string& sql)
{
    translated([&] {
        const std::unique_ptr<sql::Statement> statement{connection_->createStatement()};
        statement->execute(sql);
    });
}

sql::PreparedStatement& Connection::prepared(const char* sql)
{
    auto& statement = statements_[sql];
    if (!statement) statement.reset(connection_->prepareStatement(sql));
    return *statement;
}

/// Lock waits end before statements, and statements before the socket's time-out, so that the answer is an error of
/// the server and not a lost connection. No transaction of ours waits for anything between its statements: one that does
/// belongs to a host that was lost without a word, whose locks would hold for the two hours of TCP's keep-alive.
void Connection::set_up_session(const Target& target)
{
    run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    run("SET autocommit = 1, time_zone = '+00:00', "
        "sql_mode = "
        "'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION'");
    const auto limit = target.query_timeout.count();
    const auto lock_wait = limit == 0 ? 3600 : std::max<std::int64_t>(1, limit - 2);
    const auto statement = limit == 0 ? 0 : std::max<std::int64_t>(1, limit - 1);
    const auto idle = limit == 0 ? 0 : longest_idle_s;
    run("SET innodb_lock_wait_timeout = " + std::to_string(lock_wait) + " /*M! , max_statement_time = " +
        std::to_string(statement) + ", idle_transaction_timeout = " + std::to_string(idle) + " */");
}

void Connection::refuse_unfit_server()
{
    std::string version;
    std::string read_only;
    query("SELECT VERSION(), @@global.read_only", {}, [&](const Row& row) {
        version = row.text(0);
        read_only = row.text(1);
    });
    if (!is_supported_version(version)) throw StatementFailed{0, "unsupported database server " + version};
    if (read_only != "0" && read_only != "OFF") throw StatementFailed{1290, "the host is read-only"};
}

/// On a node of a Galera cluster, every statement first waits until the node has what any other one had committed by then
/// whoever signs in over one node is signed in on all, and a used link is used. Within a transaction only its
/// START waits.
void Connection::see_what_other_nodes_committed()
{
    bool is_in_cluster = false;
    query("SHOW GLOBAL VARIABLES LIKE 'wsrep_on'", {}, [&](const Row& row) { is_in_cluster = row.text(1) == "ON"; });
    // SELECT and START TRANSACTION 1, UPDATE and DELETE 2, INSERT 4
    if (is_in_cluster) run("SET SESSION wsrep_sync_wait = 7");
}

} // namespace store
