#pragma once

#include "base/settings.hpp"
#include "store/failure.hpp"
#include "store/sql.hpp"

#include <chrono>
#include <cppconn/connection.h>
#include <cppconn/prepared_statement.h>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace store {

/// Who connects, where to and how long it may take.
struct Target {
    std::string user;
    base::Credential password;
    std::string database;
    std::string tls_ca;
    std::chrono::seconds connect_timeout;
    std::chrono::seconds query_timeout; ///< zero: none, for schema changes
};

/// One connection to one host, with its prepared statements. Every failure is a StatementFailed; what becomes of the
/// connection then is decided by its owner. For store/*.cpp alone.
class Connection {
public:
    /// Connects and prepares the session. Throws StatementFailed, also for a host that is read-only, older
    /// than MariaDB 10.6, or reached over a network without a CA to verify it by.
    Connection(const base::DatabaseHost& host, const Target& target);

    /// Runs a prepared statement; it is kept under the address of its text, so `sql` must be a literal.
    int execute(const char* sql, const std::vector<Value>& arguments);
    void query(const char* sql, const std::vector<Value>& arguments, const std::function<void(const Row&)>& each);

    /// Runs a text without arguments as it is: COMMIT, session settings, statements of a migration.
    void run(const std::string& sql);

private:
    sql::PreparedStatement& prepared(const char* sql);
    void set_up_session(const Target& target);
    void refuse_unfit_server();
    void see_what_other_nodes_committed();

    std::unique_ptr<sql::Connection> connection_; // outlives its statements: members are destroyed in reverse order
    std::unordered_map<const char*, std::unique_ptr<sql::PreparedStatement>> statements_;
};

} // namespace store
