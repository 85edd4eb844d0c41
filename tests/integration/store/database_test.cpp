#include "forwarder.hpp"
#include "given.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace given;

namespace {

/// Takes connections and never says a word.
class BlackHole {
public:
    BlackHole()
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof address.sun_path - 1);
        std::filesystem::remove(path_);
        (void)::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        (void)::listen(fd_, 100);
    }
    BlackHole(const BlackHole&) = delete;
    BlackHole& operator=(const BlackHole&) = delete;
    ~BlackHole() { ::close(fd_); }

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_ = support::server().directory() / "black-hole.sock";
    int fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

base::DatabaseHost host_at(const std::string& socket)
{
    return {.text = "unix:" + socket, .socket = socket, .host = {}, .port = 0};
}

struct Hosts : support::FreshDatabase {
    /// A database whose first host is this one and whose second is the server.
    store::Database& with_first(const base::DatabaseHost& first)
    {
        auto two = settings;
        two.connect_timeout = 1s;
        two.query_timeout = 2s;
        two.hosts.insert(two.hosts.begin(), first);
        made = std::make_unique<store::Database>(two, settings.pages_user, settings.pages_password, down_until_ms);
        return *made;
    }

    store::Database& with_only(const base::DatabaseHost& host)
    {
        auto one = settings;
        one.connect_timeout = 1s;
        one.query_timeout = 2s;
        one.hosts = {host};
        made = std::make_unique<store::Database>(one, settings.pages_user, settings.pages_password, down_until_ms);
        return *made;
    }

    std::unique_ptr<store::Database> made;
    int units = 0;
};

constexpr auto one = [](store::Database& db) { return number(db, "SELECT 1"); };

} // namespace

BOOST_FIXTURE_TEST_SUITE(databases, Hosts)

BOOST_AUTO_TEST_CASE(every_connection_has_its_session_set_up_also_a_later_one)
{
    for (int connection = 0; connection < 2; ++connection) {
        BOOST_TEST(text(pages, "SELECT @@tx_isolation") == "READ-COMMITTED");
        BOOST_TEST(text(pages, "SELECT @@time_zone") == "+00:00");
        BOOST_TEST(text(pages, "SELECT @@character_set_client") == "utf8mb4");
        BOOST_TEST(text(pages, "SELECT @@character_set_results") == "utf8mb4");
        BOOST_TEST(text(pages, "SELECT @@sql_mode").find("STRICT_ALL_TABLES") != std::string::npos);
        BOOST_TEST(number(pages, "SELECT @@autocommit") == 1);
        BOOST_TEST(number(pages, "SELECT CAST(@@max_statement_time AS INT)") == 4);
        BOOST_TEST(number(pages, "SELECT @@innodb_lock_wait_timeout") == 3);
        BOOST_TEST(number(pages, "SELECT @@idle_transaction_timeout") == 10); // of a host that was lost without a word
        (void)store::execute(root, "KILL ?", number(pages, "SELECT CONNECTION_ID()"));
    }
}

BOOST_AUTO_TEST_CASE(a_read_on_a_connection_that_was_killed_meanwhile_is_repeated)
{
    const auto before = number(pages, "SELECT CONNECTION_ID()");
    (void)store::execute(root, "KILL ?", before);
    BOOST_TEST(number(pages, "SELECT CONNECTION_ID()") != before);
}

BOOST_AUTO_TEST_CASE(a_restarted_server_is_found_again)
{
    BOOST_TEST(one(pages) == 1);
    support::server().restart();
    BOOST_TEST(one(pages) == 1);
    BOOST_TEST(one(background) == 1);
}

BOOST_AUTO_TEST_CASE(a_write_whose_outcome_is_unknown_is_not_repeated)
{
    const auto id = account(pages, "a@example.com");
    store::Database db{patient(), settings.pages_user, settings.pages_password, down_until_ms};
    kill_at_the_gate(*this, db, [&] {
        BOOST_CHECK_THROW(
            (void)store::execute(
                db, "UPDATE account SET password_generation = password_generation + GET_LOCK('gate', 60) WHERE id = ?",
                id),
            store::OutcomeUnknown);
    });
}

BOOST_AUTO_TEST_CASE(a_host_that_refuses_means_the_next_one)
{
    BOOST_TEST(one(with_first(host_at("/nonexistent.sock"))) == 1);
    BOOST_TEST(one(with_first({.text = "tcp", .socket = {}, .host = "127.0.0.1", .port = 1})) == 1);
}

BOOST_AUTO_TEST_CASE(a_host_that_hangs_means_the_next_one_within_the_limit)
{
    const BlackHole hole;
    const auto started = std::chrono::steady_clock::now();
    BOOST_TEST(one(with_first(host_at(hole.path()))) == 1);
    BOOST_TEST((std::chrono::steady_clock::now() - started < 3s));
}

BOOST_AUTO_TEST_CASE(
    a_statement_that_waits_too_long_fails_once_on_a_connection_and_a_database_that_stay)
{
    const auto id = account(pages, "a@example.com");
    auto& db = with_only(settings.hosts[0]);
    const auto connection = number(db, "SELECT CONNECTION_ID()");
    const auto rename = [&](const char* name) {
        return store::execute(db, "UPDATE account SET given_name = ? WHERE id = ?", name, id);
    };
    const auto rename_in_a_unit = [&](store::Transaction& tx) {
        ++units;
        (void)store::execute(tx.db(), "UPDATE account SET given_name = 'Eeva' WHERE id = ?", id);
    };
    (void)store::execute(root, "LOCK TABLES account WRITE");
    BOOST_CHECK_THROW((void)rename("Aino"), store::DatabaseUnavailable);
    BOOST_CHECK_THROW(store::in_transaction(db, rename_in_a_unit), store::DatabaseUnavailable);
    BOOST_TEST(units == 1);
    BOOST_TEST(!db.is_known_down());
    (void)store::execute(root, "UNLOCK TABLES");
    BOOST_TEST(rename("Aino") == 1);
    BOOST_TEST(number(db, "SELECT CONNECTION_ID()") == connection);
}

BOOST_AUTO_TEST_CASE(a_row_that_stays_locked_is_nobodys_fault_either)
{
    const auto id = account(pages, "a@example.com");
    auto& db = with_only(settings.hosts[0]);
    store::in_transaction(pages, [&](store::Transaction& tx) {
        (void)store::execute(tx.db(), "UPDATE account SET given_name = 'Eeva' WHERE id = ?", id);
        BOOST_CHECK_THROW(
            (void)store::execute(db, "UPDATE account SET given_name = 'Aino' WHERE id = ?", id),
            store::DatabaseUnavailable);
    });
    BOOST_TEST(!db.is_known_down());
    BOOST_TEST(store::find_account(db, id)->given_name == "Eeva");
}

BOOST_AUTO_TEST_CASE(a_host_that_is_read_only_means_the_next_one)
{
    support::MariaDbServer other;
    support::install_database(other);
    auto& turned_meanwhile = with_first(host_at(other.socket()));
    BOOST_TEST(text(turned_meanwhile, "SELECT @@socket") == other.socket());
    other.administer("SET GLOBAL read_only = 1");
    (void)store::execute(turned_meanwhile, "DELETE FROM throttle WHERE failures = 0");
    BOOST_TEST(text(turned_meanwhile, "SELECT @@socket") == support::server().socket());
    auto& from_the_start = with_first(host_at(other.socket()));
    BOOST_TEST(text(from_the_start, "SELECT @@socket") == support::server().socket());
}

BOOST_AUTO_TEST_CASE(after_all_hosts_failed_calls_fail_at_once_for_everybody_until_a_probe_succeeds)
{
    auto& gone = with_only(host_at("/nonexistent.sock"));
    BOOST_CHECK_THROW((void)one(gone), store::DatabaseUnavailable);
    BOOST_TEST(pages.is_known_down());
    BOOST_CHECK_THROW((void)one(pages), store::DatabaseUnavailable);
    BOOST_CHECK_THROW(store::in_transaction(pages, [](store::Transaction&) {}), store::DatabaseUnavailable);
    BOOST_TEST(!gone.probe());
    BOOST_TEST(pages.is_known_down());
    BOOST_TEST(background.probe());
    BOOST_TEST(!pages.is_known_down());
    BOOST_TEST(one(pages) == 1);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_of_one_user_does_not_bring_the_others_down)
{
    store::Database wrong{settings, settings.pages_user, base::Credential{"wrong"}, down_until_ms};
    BOOST_CHECK_THROW((void)one(wrong), store::DatabaseUnavailable);
    BOOST_TEST(!pages.is_known_down());
}

BOOST_AUTO_TEST_CASE(a_network_host_without_a_ca_is_refused)
{
    auto& db = with_only({.text = "db", .socket = {}, .host = "192.0.2.1", .port = 3306});
    BOOST_CHECK_EXCEPTION((void)one(db), store::DatabaseUnavailable, [](const auto& error) {
        return std::string{error.what()}.find("tls_ca") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_column_of_another_kind_is_refused)
{
    BOOST_CHECK_THROW((void)number(pages, "SELECT '12abc'"), store::DatabaseError);
    BOOST_CHECK_THROW((void)number(pages, "SELECT NULL"), store::DatabaseError);
    BOOST_CHECK_THROW((void)number(pages, "SELECT 1 UNION SELECT 2"), store::DatabaseError);
    const auto digest = [](const store::Row& row) { return row.digest(0); };
    BOOST_CHECK_THROW((void)store::find_one(pages, digest, "SELECT 'short'"), store::DatabaseError);
    const auto instant = [](const store::Row& row) { return row.instant(0); };
    BOOST_CHECK_THROW((void)store::find_one(pages, instant, "SELECT 'yesterday'"), store::DatabaseError);
}

BOOST_AUTO_TEST_CASE(values_come_back_as_they_were_bound)
{
    const std::string bytes{"\0\xff'\\\n\x1a", 6};
    BOOST_TEST(text(pages, "SELECT CAST(? AS BINARY)", bytes) == bytes);
    BOOST_TEST(number(pages, "SELECT ?", std::int64_t{-5}) == -5);
    BOOST_TEST(number(pages, "SELECT ? IS NULL", std::optional<std::string>{}) == 1);
    const auto key = auth::digest("x");
    const auto read = [](const store::Row& row) { return row.digest(0); };
    BOOST_TEST((store::find_one(pages, read, "SELECT ?", key).value() == key));
}

BOOST_AUTO_TEST_SUITE_END()
