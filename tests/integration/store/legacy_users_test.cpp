#include "given.hpp"
#include "store/legacy_users.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(legacy_users, support::FreshDatabase)

BOOST_AUTO_TEST_CASE(what_is_on_record_of_an_old_user_is_found_by_the_portals_id)
{
    const auto id = account(pages, "ake@example.com");
    legacy_user(root, "7", "Åke", id, 1, "ake@example.com");
    legacy_user(root, "8", "nobody", std::nullopt, 3, "");
    const auto found = store::find_legacy_user(pages, "7");
    BOOST_REQUIRE(found);
    BOOST_TEST(found->old_name == "Åke");
    BOOST_TEST(found->old_name_key == "åke");
    BOOST_TEST(found->email.value() == "ake@example.com");
    BOOST_TEST((found->status == store::LegacyStatus::linked));
    BOOST_TEST((found->account == id));
    BOOST_TEST(!found->language);
    const auto without_account = store::find_legacy_user(background, "8");
    BOOST_TEST(!without_account->account);
    BOOST_TEST(!without_account->email);
    BOOST_TEST(!store::find_legacy_user(pages, "9"));
    BOOST_TEST(!store::find_legacy_user(pages, ""));
}

BOOST_AUTO_TEST_CASE(an_old_user_name_leads_to_its_account)
{
    const auto id = account(pages, "matti@example.com");
    legacy_user(root, "17", "Matti75", id, 1, "matti@example.com");
    const auto found = store::identify(pages, std::nullopt, "matti75");
    BOOST_REQUIRE(found);
    BOOST_TEST((found->account.id == id));
    BOOST_TEST(found->by_old_name);
}

BOOST_AUTO_TEST_CASE(a_name_that_two_old_users_of_one_account_had_leads_there_too)
{
    const auto id = account(pages, "matti@example.com");
    legacy_user(root, "17", "matti75", id, 1, "");
    legacy_user(root, "18", "MATTI75", id, 1, "");
    BOOST_TEST((store::identify(pages, std::nullopt, "matti75").value().account.id == id));
}

BOOST_AUTO_TEST_CASE(a_name_of_several_owners_is_nobodys)
{
    legacy_user(root, "1", "kaksi", account(pages, "a@example.com"), 1, "");
    legacy_user(root, "2", "kaksi", account(pages, "b@example.com"), 1, "");
    legacy_user(root, "3", "puoli", account(pages, "c@example.com"), 1, "");
    legacy_user(root, "4", "puoli", std::nullopt, 5, "");
    legacy_user(root, "5", "poissa", std::nullopt, 6, "");
    for (const std::string name : {"kaksi", "puoli", "poissa", "tuntematon", "", "pu%", "puolì"}) {
        BOOST_TEST(!store::identify(pages, std::nullopt, name), name);
    }
}

BOOST_AUTO_TEST_CASE(an_old_user_without_a_name_is_not_found_by_it)
{
    legacy_user(root, "17", "", account(pages, "matti@example.com"), 1, "");
    BOOST_TEST(!store::identify(pages, std::nullopt, ""));
}

BOOST_AUTO_TEST_CASE(an_address_wins_over_an_old_name)
{
    const auto by_address = account(pages, "matti@example.com");
    const auto by_name = account(pages, "other@example.com");
    legacy_user(root, "17", "matti@example.com", by_name, 1, "");
    const auto found = store::identify(pages, auth::parse_email_address("Matti@example.com"), "matti@example.com");
    BOOST_REQUIRE(found);
    BOOST_TEST((found->account.id == by_address));
    BOOST_TEST(!found->by_old_name);
}

BOOST_AUTO_TEST_CASE(an_old_name_that_looks_like_an_address_is_found_when_no_account_has_the_address)
{
    const auto id = account(pages, "other@example.com");
    legacy_user(root, "17", "matti@example.com", id, 1, "");
    const auto found = store::identify(pages, auth::parse_email_address("matti@example.com"), "matti@example.com");
    BOOST_REQUIRE(found);
    BOOST_TEST(found->by_old_name);
    BOOST_TEST(!store::identify(pages, auth::parse_email_address("none@example.com"), "none@example.com"));
}

BOOST_AUTO_TEST_CASE(a_shared_address_is_known_as_such_and_only_that)
{
    legacy_user(root, "1", "isä", std::nullopt, 2, "perhe@example.com");
    legacy_user(root, "2", "äiti", std::nullopt, 2, "perhe@example.com");
    legacy_user(root, "3", "yksin", account(pages, "yksin@example.com"), 1, "yksin@example.com");
    BOOST_TEST(store::is_shared_address(pages, "perhe@example.com"));
    for (const std::string address : {"yksin@example.com", "PERHE@example.com", "tuntematon@example.com", ""}) {
        BOOST_TEST(!store::is_shared_address(pages, address), address);
    }
}

BOOST_AUTO_TEST_CASE(the_address_behind_an_old_name_is_told_when_it_is_shared_and_the_name_has_one_owner)
{
    legacy_user(root, "1", "isä", std::nullopt, 2, "perhe@example.com");
    legacy_user(root, "2", "kaksi", std::nullopt, 2, "perhe@example.com");
    legacy_user(root, "3", "kaksi", std::nullopt, 2, "toinen@example.com");
    legacy_user(root, "4", "yksin", account(pages, "yksin@example.com"), 1, "yksin@example.com");
    BOOST_TEST(store::shared_address_of_old_name(pages, "isä").value() == "perhe@example.com");
    for (const std::string name : {"kaksi", "yksin", "isa", "tuntematon", ""}) {
        BOOST_TEST(!store::shared_address_of_old_name(pages, name), name);
    }
}

BOOST_AUTO_TEST_CASE(the_primary_portal_id_is_the_lowest_of_those_linked_first)
{
    const auto id = account(pages, "matti@example.com");
    for (const std::string portal_id : {"10", "9", "8"}) legacy_user(root, portal_id, "n" + portal_id, id, 1, "");
    (void)store::execute(root, "UPDATE legacy_user SET linked_at = ? WHERE portal_user_id = '8'", now + 1h);
    const auto ids = store::list_portal_ids(pages, id);
    const std::vector<std::string> expected{"9", "10", "8"};
    BOOST_TEST(ids == expected, boost::test_tools::per_element());
    BOOST_TEST(store::list_portal_ids(pages, account(pages, "new@example.com")).empty());
}

BOOST_AUTO_TEST_SUITE_END()
