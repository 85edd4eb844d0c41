#include "given.hpp"
#include "store/inspection.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

namespace {

/// What is wrong with this server for a user of ours; nullopt: nothing.
std::optional<store::HostTrouble> trouble(
    const support::MariaDbServer& at, const std::string& user, const base::Credential& password,
    const std::string& name)
{
    auto settings = support::database_settings(at);
    settings.name = name;
    const auto unfit = store::examine_host(settings.hosts.front(), settings, user, password);
    return unfit ? std::optional{unfit->trouble} : std::nullopt;
}

bool is(std::optional<store::HostTrouble> found, store::HostTrouble expected)
{
    return found == expected;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(inspection, support::FreshDatabase)

BOOST_AUTO_TEST_CASE(a_host_that_does_is_told_from_one_that_knows_neither_user_nor_database)
{
    const auto& name = settings.name;
    BOOST_TEST(!trouble(support::server(), settings.pages_user, settings.pages_password, name).has_value());
    const base::Credential wrong{"wrong"};
    BOOST_TEST(is(trouble(support::server(), settings.pages_user, wrong, name), store::HostTrouble::refused));
    BOOST_TEST(
        is(trouble(support::server(), settings.admin_user, settings.admin_password, "nowhere"),
           store::HostTrouble::refused));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_too_old_is_told)
{
    const support::MariaDbServer old{{"--version=10.5.99-MariaDB"}};
    BOOST_TEST(is(trouble(old, "root", {}, "mysql"), store::HostTrouble::too_old));
}

BOOST_AUTO_TEST_CASE(the_words_about_a_host_hold_no_password)
{
    const base::Credential wrong{"salaisuus"};
    const auto unfit = store::examine_host(settings.hosts.front(), settings, settings.pages_user, wrong);
    BOOST_TEST(unfit.value().words.find("salaisuus") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(rights_are_read_without_what_they_are_guarded_by)
{
    const auto rights = store::list_rights(background);
    const store::Right one{settings.name, "mail_outbox", "UPDATE"};
    BOOST_TEST((std::ranges::find(rights, one) != rights.end()));
    BOOST_TEST(std::ranges::none_of(rights, [](const auto& right) { return right.privilege == "USAGE"; }));
    const store::Right whole{settings.name, "*", "CREATE"};
    const auto admins = store::list_rights(admin);
    BOOST_TEST((std::ranges::find(admins, whole) != admins.end()));
}

BOOST_AUTO_TEST_SUITE_END()
