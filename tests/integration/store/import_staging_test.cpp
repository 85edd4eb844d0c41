#include "store/import_staging.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace given;
using store::LegacyStatus;

namespace {

/// A user of the portal with nothing in the way, unless `status` says what is.
store::StagedUser user(std::uint64_t position, const std::string& id, const std::string& address, LegacyStatus status)
{
    return {
        .position = position,
        .facts =
            {.portal_id = id,
             .old_name = "Name" + id,
             .old_name_key = "name" + id,
             .email = address,
             .email_key = address,
             .given_name = "Åke \"🦆\"",
             .family_name = "Öberg",
             .language = base::Language::sv,
             .status = status,
             .account = std::nullopt,
             .note = ""},
        .last_used = now,
        .password_hash = "$2y$12$rest"};
}
store::StagedUser user(std::uint64_t position, const std::string& id, const std::string& address)
{
    return user(position, id, address, LegacyStatus::shared_address);
}

using Positions = std::vector<std::uint64_t>;

Positions positions_of(const std::vector<store::StagedUser>& users)
{
    Positions positions;
    for (const auto& each : users) positions.push_back(each.position);
    return positions;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(import_staging, support::FreshDatabase)

BOOST_AUTO_TEST_CASE(a_staged_user_comes_back_as_it_was_judged)
{
    auto plain = user(2, "2", "a@example.com");
    plain.facts.email = std::nullopt;
    plain.facts.language = std::nullopt;
    plain.facts.status = LegacyStatus::no_address;
    plain.last_used = std::nullopt;
    plain.password_hash = std::nullopt;
    plain.facts.email_key = std::nullopt;
    store::stage(admin, {user(1, "1", "a@example.com"), plain});
    const auto full = store::list_staged_of_address(admin, "a@example.com");
    BOOST_REQUIRE(full.size() == 1U);
    BOOST_TEST((full[0].facts == user(1, "1", "a@example.com").facts));
    BOOST_TEST((full[0].last_used == now));
    BOOST_TEST(full[0].password_hash.value() == "$2y$12$rest");
    const auto bare = store::list_staged_obstacles(admin, 0, 10);
    BOOST_REQUIRE(bare.size() == 1U);
    BOOST_TEST((bare[0].facts == plain.facts));
    BOOST_TEST(!bare[0].last_used);
    BOOST_TEST(!bare[0].password_hash);
}

BOOST_AUTO_TEST_CASE(users_on_record_are_counted_with_how_many_of_them_are_staged)
{
    (void)store::execute(
        root,
        "INSERT INTO legacy_user (portal_user_id, status, imported_at, note) VALUES ('1', 3, ?, ''), ('2', 3, ?, 'x'),"
        " ('3', 5, ?, 'no longer in the portal'), ('4', 8, ?, ''), ('5', 1, ?, 'given to a newcomer')",
        now, now, now, now, now);
    for (const std::uint64_t id : {1U, 3U, 4U, 5U, 6U})
        store::stage(admin, {user(id, std::to_string(id), "a@example.com")});
    const auto counted = store::count_users_on_record(admin);
    BOOST_TEST(counted.known == 2U);
    BOOST_TEST(counted.staged == 1U);
}

BOOST_AUTO_TEST_CASE(a_run_begins_with_an_empty_table)
{
    store::stage(admin, {user(1, "1", "a@example.com")});
    store::empty_staging(admin);
    BOOST_TEST(store::list_staged_by_address(admin, "", 10).empty());
    store::stage(admin, {});
    store::stage(admin, {user(1, "1", "a@example.com")}); // the same position again
    BOOST_TEST(store::list_staged_by_address(admin, "", 10).size() == 1U);
    BOOST_CHECK_THROW(store::stage(admin, {user(1, "9", "b@example.com")}), store::DuplicateKey);
}

BOOST_AUTO_TEST_CASE(users_are_walked_by_address_and_those_of_one_address_in_the_order_of_the_source)
{
    store::stage(
        admin, {user(4, "a", "b@example.com"), user(2, "b", "a@example.com"), user(3, "c", "b@example.com"),
                user(1, "d", "c@example.com"), user(5, "e", "a@example.com", LegacyStatus::closed)});
    BOOST_TEST(positions_of(store::list_staged_by_address(admin, "", 10)) == (Positions{2, 3, 4, 1}));
    BOOST_TEST(positions_of(store::list_staged_by_address(admin, "", 2)) == (Positions{2, 3}));
    BOOST_TEST(positions_of(store::list_staged_by_address(admin, "a@example.com", 10)) == (Positions{3, 4, 1}));
    BOOST_TEST(store::list_staged_by_address(admin, "c@example.com", 10).empty());
    BOOST_TEST(positions_of(store::list_staged_of_address(admin, "b@example.com")) == (Positions{3, 4}));
    BOOST_TEST(store::list_staged_of_address(admin, "nobody@example.com").empty());
}

BOOST_AUTO_TEST_CASE(users_with_something_in_their_way_are_walked_in_the_order_of_the_source)
{
    store::stage(
        admin, {user(3, "a", "a@example.com", LegacyStatus::closed), user(1, "b", "b@example.com"),
                user(2, "c", "c@example.com", LegacyStatus::invalid_address)});
    BOOST_TEST(positions_of(store::list_staged_obstacles(admin, 0, 10)) == (Positions{2, 3}));
    BOOST_TEST(positions_of(store::list_staged_obstacles(admin, 0, 1)) == (Positions{2}));
    BOOST_TEST(positions_of(store::list_staged_obstacles(admin, 2, 10)) == (Positions{3}));
    BOOST_TEST(store::list_staged_obstacles(admin, 3, 10).empty());
}

BOOST_AUTO_TEST_CASE(an_id_that_two_users_have_is_told)
{
    store::stage(admin, {user(1, "x", "a@example.com"), user(2, "y", "b@example.com"), user(3, "X", "c@example.com")});
    BOOST_TEST(store::list_ids_staged_twice(admin, 10).empty()); // ids differ by case, too
    store::stage(admin, {user(4, "x", "d@example.com"), user(5, "y", "e@example.com"), user(6, "x", "f@example.com")});
    auto twice = store::list_ids_staged_twice(admin, 10);
    std::ranges::sort(twice);
    BOOST_TEST(twice == (std::vector<std::string>{"x", "y"}));
    BOOST_TEST(store::list_ids_staged_twice(admin, 1).size() == 1U);
}

BOOST_AUTO_TEST_CASE(users_on_record_who_are_in_the_portal_no_more_are_gone)
{
    for (const auto* id : {"1", "2", "3", "4"}) legacy_user(root, id, id, std::nullopt, 2, "a@example.com");
    store::stage(admin, {user(1, "2", "a@example.com"), user(2, "5", "b@example.com")});
    const auto gone = [&](const std::string& after, unsigned most) {
        std::vector<std::string> ids;
        for (const auto& each : store::list_users_gone(admin, after, most)) ids.push_back(each.portal_id);
        return ids;
    };
    BOOST_TEST(gone("", 10) == (std::vector<std::string>{"1", "3", "4"}));
    BOOST_TEST(gone("", 2) == (std::vector<std::string>{"1", "3"}));
    BOOST_TEST(gone("3", 10) == (std::vector<std::string>{"4"}));
    BOOST_TEST(gone("4", 10).empty());
}

BOOST_AUTO_TEST_CASE(findings_are_listed_in_the_order_of_the_source_until_they_are_cleared)
{
    store::stage(admin, {user(1, "a", "a@example.com"), user(2, "b", "b@example.com"), user(3, "c", "c@example.com")});
    BOOST_TEST(store::list_staged_findings(admin, 0, 10).empty());
    store::mark_findings(admin, {}, 7);
    store::mark_findings(admin, {3, 1, 99}, 7);
    store::mark_findings(admin, {1}, 4); // the later one holds
    const auto found = store::list_staged_findings(admin, 0, 10);
    BOOST_REQUIRE(found.size() == 2U);
    BOOST_TEST(found[0].user.position == 1U);
    BOOST_TEST(found[0].finding == 4U);
    BOOST_TEST(found[0].user.facts.portal_id == "a");
    BOOST_TEST(found[1].user.position == 3U);
    BOOST_TEST(found[1].finding == 7U);
    BOOST_TEST(store::list_staged_findings(admin, 0, 1).size() == 1U);
    BOOST_TEST(store::list_staged_findings(admin, 1, 10).at(0).user.position == 3U);
    BOOST_TEST(store::list_staged_findings(admin, 3, 10).empty());
    store::clear_findings(admin);
    BOOST_TEST(store::list_staged_findings(admin, 0, 10).empty());
    BOOST_TEST(store::list_staged_by_address(admin, "", 10).size() == 3U);
}

BOOST_AUTO_TEST_CASE(the_pages_and_the_background_process_see_nothing_of_a_run)
{
    BOOST_CHECK_THROW((void)store::list_staged_by_address(pages, "", 1), store::DatabaseError);
    BOOST_CHECK_THROW((void)store::list_staged_by_address(background, "", 1), store::DatabaseError);
}

BOOST_AUTO_TEST_SUITE_END()
