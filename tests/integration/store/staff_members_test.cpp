#include "store/staff_members.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

namespace {

/// An account that may get the role. It is given by the command line, and suspended by pages.
struct Members : support::FreshDatabase {
    base::AccountId helena = account(pages, "Helena@example.com");

    void give(base::AccountId id, base::Instant ends_at = now + 720h, const std::string& unit = "Lupaneuvonta")
    {
        store::in_transaction(
            admin, [&](store::Transaction& tx) { store::give_staff_role(tx, id, unit, ends_at, now); });
    }
    bool end(base::AccountId id)
    {
        return store::in_transaction(admin, [&](store::Transaction& tx) { return store::end_staff_role(tx, id, now); });
    }
    bool suspend(base::AccountId id)
    {
        return store::in_transaction(
            pages, [&](store::Transaction& tx) { return store::suspend_staff_role(tx, id, now + 1h); });
    }
    std::optional<store::StaffMember> member() { return store::find_staff_member(pages, helena); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(staff_members, Members)

BOOST_AUTO_TEST_CASE(a_role_holds_until_its_end)
{
    BOOST_TEST(!member());
    give(helena);
    const auto found = member();
    BOOST_REQUIRE(found);
    BOOST_TEST(found->unit == "Lupaneuvonta");
    BOOST_TEST((found->granted_at == now));
    BOOST_TEST((found->ends_at == now + 720h));
    BOOST_TEST(!found->suspended_at);
    BOOST_TEST(store::holds(*found, now + 720h - 1s));
    BOOST_TEST(!store::holds(*found, now + 720h));
}

BOOST_AUTO_TEST_CASE(a_suspended_role_does_not_hold_and_only_the_command_line_gives_it_back)
{
    const auto other = account(pages, "pekka@example.com");
    give(helena);
    give(other);
    BOOST_TEST(suspend(helena));
    BOOST_TEST((member()->suspended_at == now + 1h));
    BOOST_TEST(!store::holds(*member(), now));
    BOOST_TEST(!suspend(helena)); // there is none to suspend any more
    BOOST_TEST(store::holds(*store::find_staff_member(pages, other), now));
    BOOST_CHECK_THROW(
        store::in_transaction(
            pages, [&](store::Transaction& tx) { store::give_staff_role(tx, helena, "A", now + 1h, now); }),
        store::DatabaseError);

    give(helena, now + 1440h, "Kirjaamo");
    BOOST_TEST(store::holds(*member(), now + 1440h - 1s));
    BOOST_TEST(member()->unit == "Kirjaamo");
}

BOOST_AUTO_TEST_CASE(a_role_is_taken_away_once_and_everybody_is_told)
{
    BOOST_TEST(!end(helena));
    BOOST_TEST(!suspend(helena));
    give(helena);
    (void)store::execute(root, "DELETE FROM session_revocation");
    BOOST_TEST(end(helena));
    BOOST_TEST(!member());
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM session_revocation WHERE account_id = ?", helena) == 1);
    BOOST_TEST(!end(helena));
    BOOST_TEST((store::find_account(pages, helena)->state == store::AccountState::active));
}

BOOST_AUTO_TEST_CASE(all_members_are_listed_by_address_whether_their_role_holds_or_not)
{
    BOOST_TEST(store::list_staff_members(admin).empty());
    const auto company = account(pages, "a@example.com");
    (void)store::execute(root, "UPDATE account SET given_name = '' WHERE id = ?", company);
    (void)account(pages, "nobody@example.com");
    give(helena);
    give(company, now - 1h);
    BOOST_TEST(suspend(helena));
    const auto all = store::list_staff_members(admin);
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].email == "a@example.com");
    BOOST_TEST(all[0].name == "Meikäläinen");
    BOOST_TEST((all[0].member.ends_at == now - 1h));
    BOOST_TEST(all[1].email == "Helena@example.com");
    BOOST_TEST(all[1].name == "Matti Meikäläinen");
    BOOST_TEST(all[1].member.suspended_at.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
