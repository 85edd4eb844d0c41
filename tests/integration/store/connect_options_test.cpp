#include "store/connect_options.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

const base::DatabaseHost far{.text = "db.example.fi", .socket = "", .host = "db.example.fi", .port = 3307};
const base::DatabaseHost near{.text = "localhost", .socket = "", .host = "127.0.0.1", .port = 3306};
const base::DatabaseHost socket_file{.text = "unix:/run/m.sock", .socket = "/run/m.sock", .host = "", .port = 0};

store::Target target(const std::string& tls_ca, const std::string& database = "asiointipalvelu")
{
    return {
        .user = "asiointi_pages",
        .password = base::Credential{"secret"},
        .database = database,
        .tls_ca = tls_ca,
        .connect_timeout = std::chrono::seconds{3},
        .query_timeout = std::chrono::seconds{7}};
}

std::string text_of(sql::ConnectOptionsMap& options, const char* name)
{
    return options.at(name).get<sql::SQLString>()->asStdString();
}

bool is_verified(const base::DatabaseHost& host, const std::string& tls_ca)
{
    const auto options = store::connect_options(host, target(tls_ca));
    BOOST_TEST(options.contains("sslVerify") == options.contains("sslCA"));
    return options.contains("sslVerify");
}

} // namespace

BOOST_AUTO_TEST_SUITE(connect_options)

BOOST_AUTO_TEST_CASE(a_connection_is_made_to_the_host_as_the_user_in_utf8mb4_and_ends_when_it_hangs)
{
    auto options = store::connect_options(far, target("/etc/ca.pem"));
    BOOST_TEST(text_of(options, "hostName") == "tcp://db.example.fi:3307");
    BOOST_TEST(text_of(options, "userName") == "asiointi_pages");
    BOOST_TEST(text_of(options, "password") == "secret");
    BOOST_TEST(text_of(options, "schema") == "asiointipalvelu");
    BOOST_TEST(text_of(options, "sslCA") == "/etc/ca.pem");
    BOOST_TEST(text_of(options, "OPT_CHARSET_NAME") == "utf8mb4");
    BOOST_TEST(*options.at("OPT_CONNECT_TIMEOUT").get<int>() == 3);
    BOOST_TEST(*options.at("OPT_READ_TIMEOUT").get<int>() == 7);
    BOOST_TEST(*options.at("OPT_WRITE_TIMEOUT").get<int>() == 7);
    BOOST_TEST(!*options.at("OPT_RECONNECT").get<bool>());
    auto local = store::connect_options(socket_file, target(""));
    BOOST_TEST(text_of(local, "hostName") == "unix:///run/m.sock");
}

BOOST_AUTO_TEST_CASE(a_connection_over_a_network_is_verified_or_refused)
{
    BOOST_TEST(is_verified(far, "/etc/ca.pem"));
    BOOST_TEST(is_verified(near, "/etc/ca.pem"));
    BOOST_TEST(!is_verified(near, ""));
    BOOST_TEST(!is_verified(socket_file, ""));
    BOOST_TEST(!is_verified(socket_file, "/etc/ca.pem")); // nobody is in between
    BOOST_CHECK_THROW((void)store::connect_options(far, target("")), store::StatementFailed);
}

BOOST_AUTO_TEST_CASE(a_name_of_a_database_that_the_connector_would_not_escape_is_refused)
{
    for (const auto* name : {"", "a`; DROP DATABASE b; --"})
        BOOST_CHECK_THROW((void)store::connect_options(near, target("", name)), store::StatementFailed);
}

BOOST_AUTO_TEST_CASE(servers_are_supported_from_their_first_version_that_skips_locked_rows)
{
    for (const auto* version :
         {"10.6.0-MariaDB", "10.11.6-MariaDB-0+deb12u1", "11.0.2-MariaDB", "8.0.35", "8.4", "9.1.0"})
        BOOST_TEST(store::is_supported_version(version), version);
    for (const auto* version : {"10.5.99-MariaDB", "5.5.68-MariaDB", "5.7.44", "7.9", "8", "", "MariaDB", "x.y"})
        BOOST_TEST(!store::is_supported_version(version), version);
}

BOOST_AUTO_TEST_SUITE_END()
