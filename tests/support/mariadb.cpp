#include "support/mariadb.hpp"

#include "store/migrations.hpp"
#include "support/places.hpp"
#include "support/process.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace support {

namespace fs = std::filesystem;

namespace {

fs::path make_directory()
{
    std::string form = fs::temp_directory_path() / "asiointi-mariadb-XXXXXX";
    if (::mkdtemp(form.data()) == nullptr) throw std::runtime_error{"mkdtemp failed"};
    return form;
}

/// A server that starts deletes every temporary table it finds in its folder, those of another server too.
std::string temporary_tables(const fs::path& directory)
{
    return "--tmpdir=" + directory.string();
}

bool accepts_connections(const std::string& socket)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket.copy(address.sun_path, sizeof address.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return connected;
}

/// A data directory as a new installation has it. Made once for the program, since that takes seconds.
class NewData {
public:
    NewData()
    {
        run({"mariadb-install-db", "--no-defaults", "--user=root", "--datadir=" + path().string(),
             temporary_tables(directory_), "--auth-root-authentication-method=normal", "--skip-test-db",
             "--skip-name-resolve", "--innodb-log-file-size=16M"},
            directory_ / "install.log");
    }
    NewData(const NewData&) = delete;
    NewData& operator=(const NewData&) = delete;
    ~NewData()
    {
        std::error_code ignored;
        fs::remove_all(directory_, ignored);
    }
    [[nodiscard]] fs::path path() const { return directory_ / "data"; }

private:
    fs::path directory_ = make_directory();
};

/// What costs time and protects data that nobody will miss is off.
std::vector<std::string> server_command(const fs::path& directory, const std::string& socket)
{
    return {
        "mariadbd",
        "--no-defaults",
        "--user=root",
        "--datadir=" + (directory / "data").string(),
        temporary_tables(directory),
        "--socket=" + socket,
        "--pid-file=" + (directory / "pid").string(),
        "--skip-networking",
        "--skip-log-bin",
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-doublewrite=0",
        "--innodb-buffer-pool-size=32M",
        "--innodb-log-file-size=16M",
        "--max-connections=300",
        "--performance-schema=0"};
}

} // namespace

MariaDbServer::MariaDbServer(const std::vector<std::string>& options) : directory_{make_directory()}, options_{options}
{
    static const NewData new_data;
    fs::copy(new_data.path(), directory_ / "data", fs::copy_options::recursive);
    start();
}

MariaDbServer::~MariaDbServer()
{
    stop(SIGKILL); // nobody will miss the data
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

void MariaDbServer::start()
{
    auto command = server_command(directory_, socket());
    command.insert(command.end(), options_.begin(), options_.end());
    pid_ = support::start(command, directory_ / "server.log");
    while (!accepts_connections(socket())) {
        if (!is_running(pid_)) throw std::runtime_error{"mariadbd did not start; see " + directory_.string()};
        ::poll(nullptr, 0, 5);
    }
}

void MariaDbServer::stop(int signal)
{
    end_and_wait(pid_, signal);
    fs::remove(socket());
}

void MariaDbServer::restart()
{
    stop(SIGTERM); // a killed one forgets the last second, as it is set up here
    start();
}

void MariaDbServer::administer(const std::string& sql) const
{
    const auto file = directory_ / "administer.sql";
    std::ofstream{file} << sql;
    run({"sh", "-c", "exec mariadb --no-defaults --user=root --socket=\"$1\" < \"$2\"", "sh", socket(), file},
        directory_ / "client.log");
}

std::string grants_with(const std::string& variables)
{
    std::ostringstream script;
    script << variables << '\n' << std::ifstream{support::source("sql/grants.sql")}.rdbuf();
    return std::move(script).str();
}

base::DatabaseSettings database_settings(const MariaDbServer& at)
{
    base::DatabaseSettings settings;
    settings.hosts = {{.text = "unix:" + at.socket(), .socket = at.socket(), .host = {}, .port = 0}};
    settings.pages_password = base::Credential{"pages ' password"};
    settings.background_password = base::Credential{"background password"};
    settings.admin_password = base::Credential{"admin password"};
    return settings;
}

void install_database(const MariaDbServer& at)
{
    at.administer(
        grants_with("SET @pages_password = 'pages \\' password', @background_password = 'background password',"
                    " @admin_password = 'admin password';"));
    const auto settings = database_settings(at);
    std::atomic<std::int64_t> down_until_ms{0};
    store::Database admin{settings, settings.admin_user, settings.admin_password, down_until_ms};
    store::apply_migrations(admin, store::read_migrations(support::source("sql")), [](const auto&, auto) {});
}

MariaDbServer& server()
{
    static MariaDbServer instance;
    static const bool installed = (install_database(instance), true);
    (void)installed;
    return instance;
}

FreshDatabase::FreshDatabase()
{
    (void)store::execute(root, "SET foreign_key_checks = 0");
    (void)store::execute(root, "DELETE FROM account");
    (void)store::execute(root, "DELETE FROM email_change");
    (void)store::execute(root, "DELETE FROM portal_id_request");
    (void)store::execute(root, "DELETE FROM legacy_user");
    (void)store::execute(root, "DELETE FROM link_token");
    (void)store::execute(root, "DELETE FROM host_session");
    (void)store::execute(root, "DELETE FROM session");
    (void)store::execute(root, "DELETE FROM session_revocation");
    (void)store::execute(root, "DELETE FROM mail_outbox");
    (void)store::execute(root, "DELETE FROM throttle");
    (void)store::execute(root, "DELETE FROM audit_event");
    (void)store::execute(root, "DELETE FROM email_change");
    (void)store::execute(root, "DELETE FROM device");
    (void)store::execute(root, "DELETE FROM staff_request");
    (void)store::execute(root, "DELETE FROM staff_member");
    (void)store::execute(root, "DELETE FROM staff_change");
    (void)store::execute(root, "DELETE FROM invitation");
    (void)store::execute(root, "DELETE FROM bounced_address");
    (void)store::execute(root, "DELETE FROM import_user");
    (void)store::execute(root, "DELETE FROM import_claim");
    (void)store::execute(root, "DELETE FROM import_scheme");
    (void)store::execute(root, "SET foreign_key_checks = 1");
}

base::DatabaseSettings FreshDatabase::patient() const
{
    auto patient = settings;
    patient.connect_timeout = std::chrono::seconds{60};
    patient.query_timeout = std::chrono::seconds{60};
    return patient;
}

} // namespace support
