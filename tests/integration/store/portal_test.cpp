#include "store/portal.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

namespace {

/// The portal's side: a table in the view's place, with what old portals hold.
struct PortalUsers : support::FreshDatabase {
    PortalUsers()
    {
        (void)store::execute(root, "DROP TABLE IF EXISTS portal_user");
        (void)store::execute(
            root, "CREATE TABLE portal_user (id INT NOT NULL PRIMARY KEY, old_name TEXT, email TEXT, given_name TEXT,"
                  " family_name TEXT, language VARCHAR(10), last_used VARCHAR(30), closed INT)");
    }
    PortalUsers(const PortalUsers&) = delete;
    PortalUsers& operator=(const PortalUsers&) = delete;
    ~PortalUsers() { (void)store::execute(root, "DROP TABLE portal_user"); }

    void user(int id, const std::optional<std::string>& last_used = std::nullopt, std::optional<int> closed = 0)
    {
        (void)store::execute(
            root, "INSERT INTO portal_user VALUES (?, ' Åke ', 'Ake@Example.com', 'Åke 🦆', 'Öberg', 'sv', ?, ?)",
            id, last_used, closed);
    }
};

std::vector<std::string> ids_in(const std::vector<store::PortalUser>& users)
{
    std::vector<std::string> ids;
    for (const auto& each : users) ids.push_back(each.id);
    return ids;
}

using Ids = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(portal, PortalUsers)

BOOST_AUTO_TEST_CASE(users_are_read_as_they_are_in_the_order_of_the_portals_own_ids)
{
    BOOST_TEST(store::list_portal_users(admin, std::nullopt, 10).empty());
    for (const int id : {10, 9, 100}) user(id, "2020-01-02 03:04:05", 1);
    const auto all = store::list_portal_users(admin, std::nullopt, 10);
    BOOST_TEST(ids_in(all) == (Ids{"9", "10", "100"})); // numbers, not texts
    BOOST_TEST(all.at(0).old_name == " Åke ");
    BOOST_TEST(all.at(0).email == "Ake@Example.com");
    BOOST_TEST(all.at(0).given_name == "Åke 🦆");
    BOOST_TEST(all.at(0).family_name == "Öberg");
    BOOST_TEST(all.at(0).language == "sv");
    BOOST_TEST((all.at(0).last_used == base::from_datetime("2020-01-02 03:04:05")));
    BOOST_TEST(all.at(0).closed);
    BOOST_TEST(all.at(0).password_hash.empty());
}

BOOST_AUTO_TEST_CASE(users_are_read_in_portions_without_a_gap)
{
    for (int id = 8; id <= 12; ++id) user(id);
    BOOST_TEST(ids_in(store::list_portal_users(admin, std::nullopt, 2)) == (Ids{"8", "9"}));
    BOOST_TEST(ids_in(store::list_portal_users(admin, "9", 2)) == (Ids{"10", "11"}));
    BOOST_TEST(ids_in(store::list_portal_users(admin, "11", 2)) == Ids{"12"});
    BOOST_TEST(store::list_portal_users(admin, "12", 2).empty());
    BOOST_TEST(store::count_portal_users(admin) == 5U);
}

BOOST_AUTO_TEST_CASE(what_the_portal_leaves_empty_or_holds_for_never_is_empty)
{
    user(1, "0000-00-00 00:00:00", std::nullopt);
    (void)store::execute(root, "INSERT INTO portal_user (id) VALUES (2)");
    for (const auto& each : store::list_portal_users(admin, std::nullopt, 10)) {
        BOOST_TEST(!each.last_used);
        BOOST_TEST(!each.closed);
    }
    BOOST_TEST(store::list_portal_users(admin, "1", 10).at(0).email.empty());
}

BOOST_AUTO_TEST_CASE(password_hashes_are_read_where_the_view_has_them)
{
    BOOST_TEST(!store::portal_has_password_hashes(admin));
    user(1);
    BOOST_CHECK_THROW((void)store::list_portal_users_with_hashes(admin, std::nullopt, 10), store::DatabaseError);
    (void)store::execute(root, "ALTER TABLE portal_user ADD COLUMN password_hash TEXT");
    BOOST_TEST(store::portal_has_password_hashes(admin));
    (void)store::execute(root, "UPDATE portal_user SET password_hash = '$2y$12$rest'");
    (void)store::execute(root, "INSERT INTO portal_user (id) VALUES (2)");
    const auto all = store::list_portal_users_with_hashes(admin, std::nullopt, 10);
    BOOST_TEST(ids_in(all) == (Ids{"1", "2"}));
    BOOST_TEST(all.at(0).password_hash == "$2y$12$rest");
    BOOST_TEST(all.at(0).family_name == "Öberg");
    BOOST_TEST(all.at(1).password_hash.empty());
    BOOST_TEST(ids_in(store::list_portal_users_with_hashes(admin, "1", 10)) == Ids{"2"});
    BOOST_TEST(ids_in(store::list_portal_users_with_hashes(admin, std::nullopt, 1)) == Ids{"1"});
    BOOST_TEST(store::list_portal_users(admin, std::nullopt, 1).at(0).password_hash.empty());
}

BOOST_AUTO_TEST_CASE(only_an_administrator_reads_the_portals_users)
{
    for (auto* db : {&pages, &background}) {
        BOOST_CHECK_THROW((void)store::list_portal_users(*db, std::nullopt, 1), store::DatabaseError);
        BOOST_CHECK_THROW((void)store::count_portal_users(*db), store::DatabaseError);
        BOOST_TEST(!store::portal_has_password_hashes(*db));
    }
}

BOOST_AUTO_TEST_SUITE_END()
