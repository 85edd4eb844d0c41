#pragma once

#include "base/settings.hpp"

#include <string>
#include <vector>

/// The database and its three users, made by an administrator of the server: for `asiointi-admin setup`.
namespace store {

/// Who may make them.
struct ServerAdministrator {
    std::string user;
    base::Credential password; ///< empty where the server trusts the operating system's user (unix_socket)
};

/// Those of our users that the server has, at whatever host: "'asiointi_pages'@'localhost'", as SQL writes them. Throws
/// DatabaseError.
[[nodiscard]] std::vector<std::string>
list_database_users(const base::DatabaseSettings& settings, const ServerAdministrator& administrator);

/// Runs sql/grants.sql on the first host that works: makes the database and the users that are missing, and gives each its
/// rights. It changes nothing that is right already.
///
/// settings   names of database and users, and their passwords. A user without one here keeps what it has.
/// from_host  from where the users connect, as the server writes it: "localhost", "%", "192.0.2.7".
/// grants     the text of sql/grants.sql.
///
/// Throws DatabaseError in the server's words, which never hold a password; what was made until then stays, and a second run
/// goes on from there.
void make_database_users(
    const base::DatabaseSettings& settings, const ServerAdministrator& administrator, const std::string& from_host,
    const std::string& grants);

} // namespace store
