#include "http/fields.hpp"

#include <boost/test/unit_test.hpp>

using http::Fields;

BOOST_AUTO_TEST_SUITE(fields)

//
BOOST_AUTO_TEST_CASE(a_field_given_twice_is_as_good_as_absent)
{
    const Fields doubled{{{"email", "a"}, {"email", "b"}, {"token", "t"}}};
    BOOST_TEST(!doubled.find("email"));
    BOOST_TEST(!doubled.find_any_case("EMAIL"));
    BOOST_TEST(doubled.value_or_empty("email") == "");
    BOOST_TEST(doubled.mentions("email"));
    BOOST_TEST(doubled.find("token").value() == "t");
}

BOOST_AUTO_TEST_CASE(names_are_told_apart_by_case_unless_asked_otherwise)
{
    const Fields mixed{{{"returnurl", "/a"}, {"ReturnUrl", "/b"}, {"Token", "t"}}};
    BOOST_TEST(mixed.find("ReturnUrl").value() == "/b");
    BOOST_TEST(!mixed.find_any_case("ReturnUrl"));
    BOOST_TEST(!mixed.find("token"));
    BOOST_TEST(mixed.find_any_case("token").value() == "t");
    BOOST_TEST(mixed.mentions("TOKEN"));
    BOOST_TEST(!mixed.mentions("tok"));
}

BOOST_AUTO_TEST_CASE(an_empty_value_is_a_value)
{
    const Fields empty{{{"remember", ""}}};
    BOOST_TEST(empty.find("remember").value() == "");
    BOOST_TEST(!Fields{}.find("remember"));
}

BOOST_AUTO_TEST_SUITE_END()
