#pragma once

#include "base/settings.hpp"

#include <string>

/// What `asiointi-admin setup` does with the database before there are tables in it.
namespace admin {

struct DatabaseOptions {
    std::string sql = "/usr/share/asiointipalvelu/sql"; ///< --sql
    std::string administrator = "root";                 ///< --database-admin
    std::string password_file;                          ///< --database-admin-password-file; "": none
    std::string from_host;                              ///< --database-from; "": localhost for a socket, else %
};

/// Makes the database and its users, and gives each its rights; those without a password in the settings keep theirs. Asks for
/// the administrator's password where the server needs one. Throws store::DatabaseError, NoSecret, WrongInput.
void make_users(const base::DatabaseSettings& database, const DatabaseOptions& options);

/// True when one of the users may not do all that sql/grants.sql says. Throws store::DatabaseError, WrongInput.
[[nodiscard]] bool lacks_rights(const base::DatabaseSettings& database, const DatabaseOptions& options);

/// For whoever looks after the database: what sql/grants.sql wants to be told. It holds the passwords.
[[nodiscard]] std::string passwords_sql(const base::DatabaseSettings& database, const DatabaseOptions& options);

} // namespace admin
