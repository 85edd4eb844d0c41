#include "store/database_users.hpp"

#include "store/database_impl.hpp"
#include "store/statements.hpp"

namespace store {
namespace {

constexpr std::chrono::seconds no_limit{0};

Value password_or_null(const base::Credential& password)
{
    return password.empty() ? Value{std::monostate{}} : to_value(password.reveal());
}

void set_variables(Connection& connection, const base::DatabaseSettings& settings, const std::string& from_host)
{
    connection.execute(
        "SET @database = ?, @host = ?, @pages_user = ?, @background_user = ?, @admin_user = ?",
        {to_value(settings.name), to_value(from_host), to_value(settings.pages_user),
         to_value(settings.background_user), to_value(settings.admin_user)});
    connection.execute(
        "SET @pages_password = ?, @background_password = ?, @admin_password = ?",
        {password_or_null(settings.pages_password), password_or_null(settings.background_password),
         password_or_null(settings.admin_password)});
}

/// Every server has this one, and ours may not exist yet.
base::DatabaseSettings in_system_database(base::DatabaseSettings settings)
{
    settings.name = "mysql";
    return settings;
}

} // namespace

std::vector<std::string>
list_database_users(const base::DatabaseSettings& settings, const ServerAdministrator& administrator)
{
    std::atomic<std::int64_t> never_down{0};
    Database db{in_system_database(settings), administrator.user, administrator.password, never_down};
    return list(
        db, [](const Row& row) { return row.text(0); },
        "SELECT CONCAT(QUOTE(User), '@', QUOTE(Host)) FROM mysql.global_priv WHERE User IN (?, ?, ?) ORDER BY 1",
        settings.pages_user, settings.background_user, settings.admin_user);
}

void make_database_users(
    const base::DatabaseSettings& settings, const ServerAdministrator& administrator, const std::string& from_host,
    const std::string& grants)
{
    const auto statements = client_statements_of(grants);
    std::atomic<std::int64_t> never_down{0};
    try {
        Database db{in_system_database(settings), administrator.user, administrator.password, never_down};
        const auto connection = db.impl().connect_apart(no_limit);
        set_variables(*connection, settings, from_host);
        for (const auto& statement : statements) connection->run(statement);
    } catch (const StatementFailed& failed) {
        throw_public(failed);
    }
}

} // namespace store
