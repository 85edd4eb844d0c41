#pragma once

#include "base/settings.hpp"
#include "store/database.hpp"

#include <atomic>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace support {

/// A private MariaDB server in a temporary directory, on a unix socket and without network unless told otherwise.
/// It ends with this object, and with this process even when that is killed.
class MariaDbServer {
public:
    /// options  further options of mariadbd.
    explicit MariaDbServer(const std::vector<std::string>& options = {});
    MariaDbServer(const MariaDbServer&) = delete;
    MariaDbServer& operator=(const MariaDbServer&) = delete;
    ~MariaDbServer();

    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
    [[nodiscard]] std::string socket() const { return directory_ / "mariadb.sock"; }

    /// Shuts the server down and starts it again on the same data.
    void restart();

    /// Runs SQL as root with the command line client, as an administrator would; throws when it fails.
    void administer(const std::string& sql) const;

private:
    void start();
    void stop(int signal);

    std::filesystem::path directory_;
    std::vector<std::string> options_;
    pid_t pid_ = -1;
};

/// The server of this test program, started when it is first needed, with the database of an installation in it: users
/// made by sql/grants.sql and all migrations applied.
[[nodiscard]] MariaDbServer& server();

/// The script sql/grants.sql behind statements that set its variables.
[[nodiscard]] std::string grants_with(const std::string& variables);

/// What an installation on this server has as its settings.
[[nodiscard]] base::DatabaseSettings database_settings(const MariaDbServer& at);

/// Makes the database and its users on a server and applies all migrations.
void install_database(const MariaDbServer& at);

/// The fixture of a test case: the database with all its tables empty, and connections of each user. One Database is
/// one connection; a thread makes its own.
struct FreshDatabase {
    FreshDatabase();

    /// The settings of a thread, or of whoever one waits for. What a thread throws ends the program, and on a busy machine a
    /// statement may take longer than an installation would wait.
    [[nodiscard]] base::DatabaseSettings patient() const;

    base::DatabaseSettings settings = database_settings(server());
    std::atomic<std::int64_t> down_until_ms{0};
    store::Database pages{settings, settings.pages_user, settings.pages_password, down_until_ms};
    store::Database background{settings, settings.background_user, settings.background_password, down_until_ms};
    store::Database admin{settings, settings.admin_user, settings.admin_password, down_until_ms};
    std::atomic<std::int64_t> never_down{0};
    store::Database root{settings, "root", {}, never_down}; ///< for what an installation would never do
};

} // namespace support
