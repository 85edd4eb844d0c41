#include "store/import_schemes.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(import_schemes, support::FreshDatabase)

BOOST_AUTO_TEST_CASE(each_scheme_is_kept_once_in_the_order_of_coming)
{
    BOOST_TEST(store::list_import_schemes(pages).empty());
    store::add_import_scheme(admin, "sha512-crypt:5000:0:0:0", now);
    store::add_import_scheme(admin, "bcrypt:12:0:0:0", now + 1s);
    store::add_import_scheme(admin, "sha512-crypt:5000:0:0:0", now + 2s);
    const std::vector<std::string> all{"sha512-crypt:5000:0:0:0", "bcrypt:12:0:0:0"};
    BOOST_TEST(store::list_import_schemes(pages) == all); // each sign-in spends the work of all of them
}

BOOST_AUTO_TEST_CASE(when_all_are_dropped_none_is_left)
{
    store::drop_import_schemes(admin);
    store::add_import_scheme(admin, "bcrypt:12:0:0:0", now);
    store::drop_import_schemes(admin);
    BOOST_TEST(store::list_import_schemes(pages).empty());
}

BOOST_AUTO_TEST_CASE(only_an_administrator_says_which_schemes_there_are)
{
    BOOST_CHECK_THROW(store::add_import_scheme(pages, "bcrypt:12:0:0:0", now), store::DatabaseError);
    BOOST_CHECK_THROW(store::drop_import_schemes(pages), store::DatabaseError);
}

BOOST_AUTO_TEST_SUITE_END()
