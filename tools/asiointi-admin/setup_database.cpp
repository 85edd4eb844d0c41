#include "setup_database.hpp"

#include "base/whole_file.hpp"
#include "doctor/grants.hpp"
#include "secret_input.hpp"
#include "staff_line.hpp"
#include "store/inspection.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

namespace admin {
namespace {

std::string grants_text(const DatabaseOptions& options)
{
    const auto file = options.sql + "/grants.sql";
    const auto text = base::whole_file(file);
    if (!text) throw WrongInput{"cannot read " + file + "; name the folder with --sql"};
    return *text;
}

/// On this machine's socket the server knows root as the operating system does.
base::Credential administrator_password(const base::DatabaseSettings& database, const DatabaseOptions& options)
{
    if (!options.password_file.empty()) return base::Credential{read_password_file(options.password_file).reveal()};
    if (!database.hosts.front().socket.empty()) return {};
    return base::Credential{ask_password(options.administrator + " at the database").reveal()};
}

std::string from_host(const base::DatabaseSettings& database, const DatabaseOptions& options)
{
    if (!options.from_host.empty()) return options.from_host;
    return database.hosts.front().socket.empty() ? "%" : "localhost";
}

std::vector<std::pair<std::string, base::Credential>> passwords_of(const base::DatabaseSettings& database)
{
    return {
        {database.pages_user, database.pages_password},
        {database.background_user, database.background_password},
        {database.admin_user, database.admin_password}};
}

/// By the first host that says anything of it.
bool is_refused(const base::DatabaseSettings& database, const std::string& user, const base::Credential& password)
{
    for (const auto& host : database.hosts) {
        const auto unfit = store::examine_host(host, database, user, password);
        if (!unfit) return false;
        if (unfit->trouble == store::HostTrouble::refused)
            return unfit->words.starts_with("error 1045:"); // access denied
    }
    return false;
}

/// A text inside SQL.
std::string quoted(const std::string& text)
{
    std::string result = "'";
    for (const char c : text) result.append(c == '\'' || c == '\\' ? "\\" : "").append(1, c);
    return result + '\'';
}

} // namespace

UserMaker::UserMaker(const base::DatabaseSettings& database, const DatabaseOptions& options)
    : database_{database}, from_host_{from_host(database, options)}, grants_{grants_text(options)},
      administrator_{options.administrator, administrator_password(database, options)}
{
}

std::vector<std::string> UserMaker::present_users() const
{
    return store::list_database_users(database_, administrator_);
}

std::vector<std::string> UserMaker::users_with_other_passwords(const std::vector<std::string>& present) const
{
    auto settings = database_;
    settings.name = "information_schema"; // open to everybody, and ours may not exist yet
    std::vector<std::string> others;
    for (const auto& [user, password] : passwords_of(settings)) {
        const auto name = quoted(user) + '@' + quoted(from_host_);
        if (std::ranges::find(present, name) != present.end() && is_refused(settings, user, password))
            others.push_back(name);
    }
    return others;
}

void UserMaker::make_users() const
{
    store::make_database_users(database_, administrator_, from_host_, grants_);
    std::cout << "database " << database_.name << ": users and rights are as they should be\n";
}

bool lacks_rights(const base::DatabaseSettings& database, const DatabaseOptions& options)
{
    const auto grants = doctor::read_grants(grants_text(options), database.name);
    const std::tuple<const char*, const std::string&, const base::Credential&> users[] = {
        {"@pages_user", database.pages_user, database.pages_password},
        {"@background_user", database.background_user, database.background_password},
        {"@admin_user", database.admin_user, database.admin_password}};
    for (const auto& [variable, user, password] : users) {
        std::atomic<std::int64_t> never_down{0};
        store::Database db{database, user, password, never_down};
        const auto& wanted = grants.find(variable)->second;
        if (!doctor::compare_rights(wanted, store::list_rights(db), database.name).missing.empty()) return true;
    }
    return false;
}

std::string passwords_sql(const base::DatabaseSettings& database, const DatabaseOptions& options, bool are_new)
{
    const auto host = from_host(database, options);
    const std::pair<const char*, const std::string&> variables[] = {
        {"database", database.name},
        {"host", host},
        {"pages_user", database.pages_user},
        {"background_user", database.background_user},
        {"admin_user", database.admin_user},
        {"pages_password", database.pages_password.reveal()},
        {"background_password", database.background_password.reveal()},
        {"admin_password", database.admin_password.reveal()}};
    std::string text;
    for (const auto& [name, value] : variables)
        text += std::string{text.empty() ? "SET @" : ", @"} + name + " = " + quoted(value);
    return text + (are_new ? ", @users_are_new = 1;\n" : ";\n");
}

} // namespace admin
