#include "app/rights.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

// out to the database and the mail server, and nowhere else.
namespace {

const base::DatabaseHost on_this_machine{"unix:/run/mysqld/mysqld.sock", "/run/mysqld/mysqld.sock", "", 0};
const base::DatabaseHost by_address{"192.0.2.7:3307", "", "192.0.2.7", 3307};
const base::DatabaseHost by_name{"db1.example.fi:3306", "", "db1.example.fi", 3306};

base::Settings settings_with(const base::DatabaseHost& host)
{
    base::Settings settings;
    settings.secrets_file = "/etc/asiointipalvelu/secrets.toml";
    settings.announcement_file = "/etc/asiointipalvelu/announcement/announcement.toml";
    settings.mail.smtp_host = "192.0.2.25";
    settings.mail.smtp_port = 587;
    settings.database.hosts = {host};
    return settings;
}

bool reads(const pool::Rights& rights, const std::string& path)
{
    return std::ranges::find(rights.readable, path) != rights.readable.end();
}

using Ports = std::vector<std::uint16_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(rights)

BOOST_AUTO_TEST_CASE(with_the_database_on_this_machine_pages_and_checks_have_no_network)
{
    const auto settings = settings_with(on_this_machine);
    for (const auto& rights : {app::rights_of_pages(settings), app::rights_of_checks(settings)}) {
        BOOST_TEST(!rights.network);
        BOOST_TEST(!rights.threads);
        BOOST_TEST(rights.ports.empty());
        BOOST_TEST(!reads(rights, "/etc"));
    }
}

BOOST_AUTO_TEST_CASE(whoever_hashes_reaches_nothing_wherever_the_database_is)
{
    const auto rights = app::rights_of_hashing();
    BOOST_TEST((!rights.unix_sockets && !rights.network && !rights.threads && rights.ports.empty()));
    BOOST_TEST((!reads(rights, "/etc") && reads(rights, "/usr")));
}

BOOST_AUTO_TEST_CASE(a_database_at_an_address_brings_its_port_and_no_name_server)
{
    const auto rights = app::rights_of_pages(settings_with(by_address));
    BOOST_TEST(rights.network);
    BOOST_TEST((rights.ports == Ports{3307}));
    BOOST_TEST(!reads(rights, "/etc"));
}

BOOST_AUTO_TEST_CASE(a_database_with_a_name_brings_what_finds_names)
{
    const auto rights = app::rights_of_checks(settings_with(by_name));
    BOOST_TEST((rights.ports == Ports{3306, 53}));
    BOOST_TEST(reads(rights, "/etc"));
}

BOOST_AUTO_TEST_CASE(only_the_background_process_reaches_the_mail_server)
{
    const auto settings = settings_with(by_address);
    BOOST_TEST((app::rights_of_background(settings).ports == Ports{3307, 587}));
    for (const auto& rights : {app::rights_of_pages(settings), app::rights_of_checks(settings)})
        BOOST_TEST((std::ranges::find(rights.ports, 587) == rights.ports.end()));
}

BOOST_AUTO_TEST_CASE(a_mail_server_on_this_machine_needs_no_name_server)
{
    auto settings = settings_with(on_this_machine);
    settings.mail.smtp_host = "localhost";
    BOOST_TEST(!reads(app::rights_of_background(settings), "/etc"));
    settings.mail.smtp_host = "mail.example.fi";
    BOOST_TEST(reads(app::rights_of_background(settings), "/etc"));
}

BOOST_AUTO_TEST_CASE(only_pages_read_the_announcement_and_its_folder)
{
    const auto settings = settings_with(on_this_machine);
    BOOST_TEST(reads(app::rights_of_pages(settings), "/etc/asiointipalvelu/announcement"));
    BOOST_TEST(!reads(app::rights_of_checks(settings), "/etc/asiointipalvelu/announcement"));
    BOOST_TEST(!reads(app::rights_of_background(settings), "/etc/asiointipalvelu/announcement"));
}

BOOST_AUTO_TEST_CASE(a_certificate_beside_the_secrets_does_not_open_their_folder)
{
    auto settings = settings_with(by_address);
    settings.database.tls_ca = "/etc/asiointipalvelu/database.pem";
    settings.mail.tls_ca = "/etc/mail-ca/mail.pem";
    const auto rights = app::rights_of_background(settings);
    BOOST_TEST(reads(rights, "/etc/asiointipalvelu/database.pem"));
    BOOST_TEST(!reads(rights, "/etc/asiointipalvelu"));
    BOOST_TEST(reads(rights, "/etc/mail-ca"));
}

BOOST_AUTO_TEST_SUITE_END()
