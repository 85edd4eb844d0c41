#include "given.hpp"
#include "store/database_users.hpp"
#include "store/inspection.hpp"
#include "support/process.hpp"

#include <boost/test/unit_test.hpp>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <random>

using namespace given;

namespace {

bool is_free(unsigned port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool is_bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return is_bound;
}

/// Below those that the kernel gives to whoever asks for any.
unsigned free_port()
{
    std::random_device random;
    std::uniform_int_distribution<unsigned> below{5'000, 9'999};
    for (;;)
        if (const auto port = below(random); is_free(port)) return port;
}

/// A self-signed certificate for a host, which is its own CA, and its key.
void make_certificate(
    const std::filesystem::path& directory, const std::string& name, const std::string& host = "localhost")
{
    support::run(
        {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=" + host, "-addext", "subjectAltName=DNS:" + host, "-keyout", directory / (name + ".key"),
         "-out", directory / (name + ".pem")},
        directory / "openssl.log");
}

std::vector<std::string> network_options(unsigned port)
{
    return {"--skip-networking=0", "--bind-address=127.0.0.1", "--port=" + std::to_string(port)};
}

std::vector<std::string> tls_options(unsigned port, const std::filesystem::path& certificates)
{
    auto options = network_options(port);
    options.push_back("--ssl-cert=" + (certificates / "server.pem").string());
    options.push_back("--ssl-key=" + (certificates / "server.key").string());
    return options;
}

/// The cipher of a connection made as an installation with this CA would make it; "" for plain text.
std::string cipher(const support::MariaDbServer& at, const std::string& host, unsigned port, const std::string& ca)
{
    auto settings = support::database_settings(at);
    settings.hosts = {{.text = host, .socket = {}, .host = host, .port = port}};
    settings.tls_ca = ca;
    std::atomic<std::int64_t> down_until_ms{0};
    store::Database db{settings, settings.pages_user, settings.pages_password, down_until_ms};
    return text(db, "SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'SSL_CIPHER'");
}

/// What `asiointi-admin doctor` would say of it.
std::optional<store::UnfitHost>
examined(const support::MariaDbServer& at, const std::string& host, unsigned port, const std::string& ca)
{
    auto settings = support::database_settings(at);
    settings.tls_ca = ca;
    return store::examine_host(
        {.text = host, .socket = {}, .host = host, .port = port}, settings, settings.pages_user,
        settings.pages_password);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls, support::FreshDatabase)

BOOST_AUTO_TEST_CASE(a_connection_over_a_network_is_encrypted_and_verified_or_refused)
{
    const auto directory = support::server().directory();
    make_certificate(directory, "server");
    make_certificate(directory, "other");
    const auto port = free_port();
    const support::MariaDbServer encrypted{tls_options(port, directory)};
    support::install_database(encrypted);

    BOOST_TEST(!cipher(encrypted, "localhost", port, directory / "server.pem").empty());
    BOOST_CHECK_THROW((void)cipher(encrypted, "localhost", port, directory / "other.pem"), store::DatabaseUnavailable);
    BOOST_CHECK_THROW((void)cipher(encrypted, "127.0.0.1", port, directory / "server.pem"), store::DatabaseUnavailable);
    BOOST_CHECK_THROW(
        (void)cipher(encrypted, "localhost", port, directory / "missing.pem"), store::DatabaseUnavailable);
    BOOST_TEST(!examined(encrypted, "localhost", port, directory / "server.pem").has_value());
    for (const auto* host : {"localhost", "127.0.0.1"}) {
        const auto unfit = examined(encrypted, host, port, directory / "other.pem");
        BOOST_TEST((unfit.value().trouble == store::HostTrouble::unverified), unfit->words);
    }
}

BOOST_AUTO_TEST_CASE(a_server_whose_certificate_names_another_host_is_refused_though_its_authority_is_right)
{
    const auto directory = support::server().directory();
    make_certificate(directory, "server", "db.example.fi");
    const auto port = free_port();
    const support::MariaDbServer misnamed{tls_options(port, directory)};
    support::install_database(misnamed);
    const auto ca = directory / "server.pem";
    BOOST_CHECK_THROW((void)cipher(misnamed, "localhost", port, ca), store::DatabaseUnavailable);
    const auto unfit = examined(misnamed, "localhost", port, ca);
    BOOST_TEST((unfit.value().trouble == store::HostTrouble::unverified), unfit->words);
}

BOOST_AUTO_TEST_CASE(a_server_without_tls_is_refused_by_who_asks_for_it)
{
    const auto directory = support::server().directory();
    make_certificate(directory, "server");
    const auto port = free_port();
    const support::MariaDbServer plain{network_options(port)};
    support::install_database(plain);
    BOOST_CHECK_THROW((void)cipher(plain, "localhost", port, directory / "server.pem"), store::DatabaseUnavailable);
    const auto unfit = examined(plain, "localhost", port, directory / "server.pem");
    BOOST_TEST((unfit.value().trouble == store::HostTrouble::unverified), unfit->words);
    BOOST_TEST(cipher(plain, "localhost", port, "").empty()); // this machine, as the settings allow
}

BOOST_AUTO_TEST_CASE(an_administrator_makes_users_over_tls_alone_who_may_then_connect_over_tls_alone)
{
    const auto directory = support::server().directory();
    make_certificate(directory, "server");
    make_certificate(directory, "other");
    const auto port = free_port();
    const support::MariaDbServer far{tls_options(port, directory)};
    auto distant = support::database_settings(far);
    distant.hosts = {{.text = "far", .socket = {}, .host = "localhost", .port = port}};
    const auto make = [&](const char* ca) {
        distant.tls_ca = directory / ca;
        store::make_database_users(distant, {"root", {}}, "localhost.example", support::grants_with(""));
    };
    BOOST_CHECK_THROW(make("other.pem"), store::DatabaseUnavailable);
    make("server.pem");

    distant.name = "mysql";
    store::Database administrator{distant, "root", {}, never_down};
    BOOST_TEST(
        number(
            administrator, "SELECT COUNT(*) FROM user WHERE Host = 'localhost.example' AND ssl_type = 'ANY'"
                           " AND User IN ('asiointi_pages', 'asiointi_background', 'asiointi_admin')") == 3);
}

BOOST_AUTO_TEST_CASE(making_users_again_keeps_their_passwords_and_a_new_user_without_one_is_refused)
{
    auto known = settings;
    known.pages_password = known.background_password = known.admin_password = {};
    store::make_database_users(known, {"root", {}}, "localhost", support::grants_with(""));
    BOOST_TEST(number(pages, "SELECT COUNT(*) FROM account") == 0);
    store::Database again{settings, settings.pages_user, settings.pages_password, down_until_ms};
    BOOST_TEST(number(again, "SELECT COUNT(*) FROM account") == 0);
    known.pages_user = "nobody_yet";
    BOOST_CHECK_EXCEPTION(
        store::make_database_users(known, {"root", {}}, "localhost", support::grants_with("")), store::DatabaseError,
        [](const auto& error) { return std::string{error.what()}.find("set @pages_password") != std::string::npos; });
}

BOOST_AUTO_TEST_SUITE_END()
