#include "doctor/grants.hpp"
#include "support/places.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <sstream>

using doctor::compare_rights;
using store::Right;

namespace {

doctor::Grants shipped()
{
    std::ifstream file{support::source("sql/grants.sql")};
    std::ostringstream text;
    text << file.rdbuf();
    return doctor::read_grants(text.str(), "asiointi");
}

} // namespace

BOOST_AUTO_TEST_CASE(the_shipped_grants_are_read_in_full)
{
    const auto grants = shipped();
    BOOST_TEST(grants.size() == 3);
    const auto& pages = grants.find("@pages_user")->second;
    BOOST_TEST(pages.contains({"asiointi", "account", "UPDATE"}));
    BOOST_TEST(pages.contains({"asiointi", "portal_history", "SELECT"}));
    BOOST_TEST(!pages.contains({"asiointi", "account", "DELETE"}));
    BOOST_TEST(grants.find("@background_user")->second.contains({"asiointi", "erasable_trail", "UPDATE"}));
    const auto& admin = grants.find("@admin_user")->second;
    for (const auto* privilege : {"SELECT", "REFERENCES", "CREATE VIEW", "SHOW VIEW"})
        BOOST_TEST(admin.contains({"asiointi", "*", privilege}), privilege);
}

BOOST_AUTO_TEST_CASE(a_text_of_another_form_is_refused)
{
    for (const auto* text : {"", "GRANT ALL ON *.* TO everybody", "SELECT @pages_user, 'account', 'SELECT'"})
        BOOST_CHECK_THROW((void)doctor::read_grants(text, "asiointi"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(rights_are_compared_with_those_of_a_whole_database_and_of_a_whole_server)
{
    const std::set<Right> wanted{{"asiointi", "account", "SELECT"}, {"asiointi", "account", "UPDATE"}};
    const auto gap = [&](const std::vector<Right>& given) { return compare_rights(wanted, given, "asiointi"); };

    const auto exact = gap({{"asiointi", "account", "SELECT"}, {"asiointi", "account", "UPDATE"}});
    BOOST_TEST((exact.missing.empty() && exact.too_many.empty()));
    const auto none = gap({{"another", "account", "SELECT"}});
    BOOST_TEST((none.missing == std::vector<std::string>{"SELECT on account", "UPDATE on account"}));
    BOOST_TEST((none.too_many == std::vector<std::string>{"SELECT on another.account"}));
    const auto wide = gap({{"asiointi", "*", "SELECT"}, {"*", "*", "UPDATE"}});
    BOOST_TEST(wide.missing.empty());
    BOOST_TEST((wide.too_many == std::vector<std::string>{"SELECT on *", "UPDATE on *.*"}));
}
