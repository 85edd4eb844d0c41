#pragma once

#include "base/settings.hpp"
#include "store/database_users.hpp"

#include <string>
#include <vector>

/// What `asiointi-admin setup` does with the database before there are tables in it.
namespace admin {

struct DatabaseOptions {
    std::string sql = "/usr/share/asiointipalvelu/sql"; ///< --sql
    std::string administrator = "root";                 ///< --database-admin
    std::string password_file;                          ///< --database-admin-password-file; "": none
    std::string from_host;                              ///< --database-from; "": localhost for a socket, else %
};

/// What an administrator of the database does there. Every function throws store::DatabaseError.
class UserMaker {
public:
    /// Asks for the administrator's password where the server needs one. Throws NoSecret, WrongInput.
    UserMaker(const base::DatabaseSettings& database, const DatabaseOptions& options);

    /// store::list_database_users().
    [[nodiscard]] std::vector<std::string> present_users() const;

    /// Those of the present users at host() whom the password in the settings does not let in: another installation's. Takes
    /// as long as store::examine_host() for each.
    [[nodiscard]] std::vector<std::string> users_with_other_passwords(const std::vector<std::string>& present) const;

    /// From where they connect.
    [[nodiscard]] const std::string& host() const { return from_host_; }

    /// Makes the database and its users, and gives each its rights; those without a password in the settings keep theirs.
    void make_users() const;

private:
    base::DatabaseSettings database_;
    std::string from_host_;
    std::string grants_;
    store::ServerAdministrator administrator_;
};

/// True when one of the users may not do all that sql/grants.sql says. Throws store::DatabaseError, WrongInput.
[[nodiscard]] bool lacks_rights(const base::DatabaseSettings& database, const DatabaseOptions& options);

/// For whoever looks after the database: what sql/grants.sql wants to be told. It holds the passwords.
///
/// are_new  nobody uses these passwords yet: it is refused where the users exist.
[[nodiscard]] std::string
passwords_sql(const base::DatabaseSettings& database, const DatabaseOptions& options, bool are_new);

} // namespace admin
