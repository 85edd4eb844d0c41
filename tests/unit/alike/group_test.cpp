#include "alike/group.hpp"

#include "auth/email_address.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

namespace {

using enum alike::Kind;

const std::vector<alike::Group> given{
    {known, {"k1@example.fi", "k2@example.fi", "k3@example.fi"}},
    {without_password, {}},
    {locked, {"l1@example.fi", "l2@example.fi"}}};

} // namespace

BOOST_AUTO_TEST_SUITE(alike_group)

BOOST_AUTO_TEST_CASE(groups_are_as_long_as_the_shortest_and_two_of_nobody_stand_in_front)
{
    const auto groups = alike::groups_to_compare(given, "example.invalid");
    BOOST_TEST_REQUIRE(groups.size() == 4U);
    const alike::Kind kinds[] = {unknown, unknown_again, known, locked};
    for (std::size_t i = 0; i < groups.size(); ++i) {
        BOOST_TEST((groups[i].kind == kinds[i]));
        BOOST_TEST(groups[i].addresses.size() == 2U);
    }
    BOOST_TEST(groups[2].addresses[1] == "k2@example.fi");
    BOOST_TEST(groups[3].addresses[0] == "l1@example.fi");
}

BOOST_AUTO_TEST_CASE(made_up_addresses_are_real_ones_all_different_and_the_same_in_each_run)
{
    const auto groups = alike::groups_to_compare(given, "example.invalid");
    std::set<std::string> all;
    for (const auto& group : {groups[0], groups[1]})
        for (const auto& address : group.addresses) {
            BOOST_TEST(auth::parse_email_address(address).has_value(), address);
            BOOST_TEST(address.ends_with("@example.invalid"));
            BOOST_TEST(all.insert(address).second, address);
        }
    BOOST_TEST(alike::groups_to_compare(given, "example.invalid")[0].addresses == groups[0].addresses);
}

BOOST_AUTO_TEST_CASE(no_more_than_ten_of_a_kind_are_tried)
{
    const std::vector<alike::Group> many{{known, std::vector<std::string>(12, "k@example.fi")}};
    for (const auto& group : alike::groups_to_compare(many, "example.invalid"))
        BOOST_TEST(group.addresses.size() == alike::most_addresses);
}

BOOST_AUTO_TEST_SUITE_END()
