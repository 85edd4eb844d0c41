#include "store/portal_ids.hpp"

#include "given.hpp"
#include "store/accounts.hpp"
#include "store/legacy_users.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

namespace {

/// A procedure that keeps its promise: of one public id it makes one user.
constexpr const char* good_procedure =
    "USE asiointipalvelu; CREATE OR REPLACE TABLE portal_newcomer (id INT AUTO_INCREMENT PRIMARY KEY, public_id "
    "CHAR(26)"
    " UNIQUE, email TEXT, given_name TEXT, family_name TEXT, language VARCHAR(10)) AUTO_INCREMENT = 500;\n"
    "DELIMITER //\n"
    "CREATE OR REPLACE PROCEDURE portal_create_user(IN account_id VARCHAR(26), IN email VARCHAR(254),"
    " IN given_name VARCHAR(200), IN family_name VARCHAR(200), IN language VARCHAR(2), OUT user_id VARCHAR(64)) BEGIN"
    " INSERT IGNORE INTO portal_newcomer (public_id, email, given_name, family_name, language)"
    " VALUES (account_id, email, given_name, family_name, language);"
    " SELECT n.id INTO user_id FROM portal_newcomer n WHERE n.public_id = account_id; END //\n"
    "DELIMITER ;\n"
    "GRANT EXECUTE ON PROCEDURE portal_create_user TO asiointi_background@localhost;";

/// The same procedure with another body.
std::string procedure(const std::string& body)
{
    return "USE asiointipalvelu; CREATE OR REPLACE PROCEDURE portal_create_user(IN account_id VARCHAR(26), IN email"
           " VARCHAR(254), IN given_name VARCHAR(200), IN family_name VARCHAR(200), IN language VARCHAR(2),"
           " OUT user_id TEXT) " +
           body + "; GRANT EXECUTE ON PROCEDURE portal_create_user TO asiointi_background@localhost;";
}

struct Newcomers : support::FreshDatabase {
    Newcomers() = default;
    Newcomers(const Newcomers&) = delete;
    Newcomers& operator=(const Newcomers&) = delete;
    ~Newcomers()
    {
        support::server().administer(
            "USE asiointipalvelu; DROP PROCEDURE IF EXISTS portal_create_user; DROP TABLE IF EXISTS portal_newcomer;");
    }

    base::AccountId queued(const std::string& address, base::Instant at = now)
    {
        const auto id = account(pages, address);
        store::in_transaction(pages, [&](store::Transaction& tx) { store::queue_portal_id(tx, id, at); });
        return id;
    }
    std::optional<store::Newcomer> claim(base::Instant at = now) { return store::claim_newcomer(background, at); }

    store::PortalLink link_id(const store::Newcomer& newcomer, const std::string& portal_id)
    {
        return store::in_transaction(
            background, [&](store::Transaction& tx) { return store::link_portal_id(tx, newcomer, portal_id, now); });
    }

    std::int64_t waiting() { return number(root, "SELECT COUNT(*) FROM portal_id_request"); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(portal_ids, Newcomers)

BOOST_AUTO_TEST_CASE(a_queued_account_is_claimed_with_what_the_portal_needs)
{
    BOOST_TEST(!claim());
    const auto id = queued("Matti@example.com");
    BOOST_TEST(!claim(now - 1s));
    const auto newcomer = claim();
    BOOST_REQUIRE(newcomer);
    BOOST_TEST((newcomer->account == id));
    BOOST_TEST(newcomer->public_id == store::find_account(pages, id)->public_id);
    BOOST_TEST(newcomer->email == "Matti@example.com");
    BOOST_TEST(newcomer->given_name == "Matti");
    BOOST_TEST(newcomer->family_name == "Meikäläinen");
    BOOST_TEST((newcomer->language == base::Language::fi));
}

BOOST_AUTO_TEST_CASE(each_try_puts_the_next_one_off_for_longer)
{
    (void)queued("matti@example.com");
    auto at = now;
    for (const auto wait : {1min, 2min, 4min, 8min, 16min, 32min, 64min, 128min, 256min, 256min}) {
        BOOST_TEST(claim(at).has_value());
        BOOST_TEST(!claim(at + wait - 1s));
        at += wait;
    }
    BOOST_TEST(claim(at).has_value());
}

BOOST_AUTO_TEST_CASE(who_is_due_longest_comes_first)
{
    const auto second = queued("b@example.com", now - 1min);
    const auto first = queued("a@example.com", now - 2min);
    BOOST_TEST((claim()->account == first));
    BOOST_TEST((claim()->account == second));
    BOOST_TEST(!claim());
}

BOOST_AUTO_TEST_CASE(an_account_is_queued_once)
{
    const auto id = queued("matti@example.com");
    BOOST_CHECK_THROW(
        store::in_transaction(pages, [&](store::Transaction& tx) { store::queue_portal_id(tx, id, now); }),
        store::DuplicateKey);
    BOOST_TEST(waiting() == 1);
}

BOOST_AUTO_TEST_CASE(accounts_that_are_locked_or_closed_wait_and_hold_nobody_up)
{
    const auto locked = queued("locked@example.com", now - 1h);
    const auto open = queued("open@example.com");
    for (const auto state : {store::AccountState::locked, store::AccountState::closed}) {
        (void)store::execute(root, "UPDATE account SET state = ? WHERE id = ?", state, locked);
        (void)store::execute(root, "UPDATE portal_id_request SET next_try_at = ?", now);
        BOOST_TEST((claim()->account == open));
        BOOST_TEST(!claim());
    }
    (void)store::execute(root, "UPDATE account SET state = ?", store::AccountState::active);
    BOOST_TEST((claim()->account == locked));
}

BOOST_AUTO_TEST_CASE(whoever_is_locked_or_closed_while_the_portal_makes_the_user_gets_the_id_when_they_are_back)
{
    (void)queued("matti@example.com");
    const auto newcomer = claim().value();
    for (const auto state : {store::AccountState::locked, store::AccountState::closed}) {
        (void)store::execute(root, "UPDATE account SET state = ?", state);
        BOOST_TEST((link_id(newcomer, "500") == store::PortalLink::account_waits));
        BOOST_TEST(number(root, "SELECT COUNT(*) FROM legacy_user") == 0);
        BOOST_TEST(waiting() == 1);
    }
    (void)store::execute(root, "UPDATE account SET state = ?", store::AccountState::active);
    BOOST_TEST((link_id(newcomer, "500") == store::PortalLink::made));
    BOOST_TEST(waiting() == 0);
}

BOOST_AUTO_TEST_CASE(of_one_newcomer_the_portal_makes_one_user)
{
    support::server().administer(good_procedure);
    (void)queued("matti@example.com");
    const auto newcomer = claim().value();
    BOOST_TEST(store::create_portal_user(background, newcomer) == "500");
    BOOST_TEST(store::create_portal_user(background, newcomer) == "500");
    const auto users = text(
        root, "SELECT GROUP_CONCAT(CONCAT_WS('|', email, given_name, family_name, language)) FROM portal_newcomer");
    BOOST_TEST(users == "matti@example.com|Matti|Meikäläinen|fi");
    auto without_language = newcomer;
    without_language.language = std::nullopt;
    without_language.public_id = std::string(26, 'a');
    (void)store::create_portal_user(background, without_language);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM portal_newcomer WHERE language IS NULL") == 1);
}

BOOST_AUTO_TEST_CASE(a_procedure_that_is_missing_fails_or_gives_no_usable_id_is_an_error)
{
    (void)queued("matti@example.com");
    const auto newcomer = claim().value();
    const auto create = [&] { (void)store::create_portal_user(background, newcomer); };
    BOOST_CHECK_THROW(create(), store::DatabaseError);
    for (const std::string body :
         {"SET user_id = NULL", "SET user_id = ''", "SET user_id = REPEAT('x', 65)", "SIGNAL SQLSTATE '45000'"}) {
        BOOST_TEST_CONTEXT(body)
        {
            support::server().administer(procedure(body));
            BOOST_CHECK_THROW(create(), store::DatabaseError);
        }
    }
    support::server().administer(procedure("SET user_id = REPEAT('x', 64)"));
    BOOST_TEST(store::create_portal_user(background, newcomer) == std::string(64, 'x'));
    BOOST_CHECK_THROW((void)store::create_portal_user(pages, newcomer), store::DatabaseError); // pages may not
    support::server().administer(procedure("SET @nothing = 1")); // the id of the call before is forgotten
    BOOST_CHECK_THROW(create(), store::DatabaseError);
}

BOOST_AUTO_TEST_CASE(the_new_id_is_linked_and_the_account_leaves_the_queue)
{
    const auto id = queued("matti@example.com");
    (void)queued("maija@example.com", now + 1h);
    const auto newcomer = claim().value();
    BOOST_TEST((link_id(newcomer, "500") == store::PortalLink::made));
    BOOST_TEST(store::list_portal_ids(pages, id) == std::vector<std::string>{"500"});
    BOOST_TEST(waiting() == 1);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM session_revocation WHERE account_id = ?", id) == 1);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM audit_event WHERE account_id = ? AND kind = 10", id) == 1);
    BOOST_TEST(text(root, "SELECT note FROM legacy_user") == "given to a newcomer");
}

BOOST_AUTO_TEST_CASE(an_id_that_the_import_has_linked_to_the_same_account_is_in_order)
{
    const auto id = queued("matti@example.com");
    const auto newcomer = claim().value();
    legacy_user(root, "500", "", id, 1, "");
    BOOST_TEST((link_id(newcomer, "500") == store::PortalLink::made));
    BOOST_TEST(waiting() == 0);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM legacy_user") == 1);
}

BOOST_AUTO_TEST_CASE(an_id_of_another_account_is_refused_and_nothing_is_changed)
{
    (void)queued("matti@example.com");
    const auto newcomer = claim().value();
    const auto other = account(pages, "maija@example.com");
    legacy_user(root, "500", "maija", other, 1, "");
    legacy_user(root, "501", "nobody", std::nullopt, 2, "");
    BOOST_TEST((link_id(newcomer, "500") == store::PortalLink::of_somebody_else));
    BOOST_TEST((link_id(newcomer, "501") == store::PortalLink::of_somebody_else));
    BOOST_TEST(store::list_portal_ids(pages, other) == std::vector<std::string>{"500"});
    BOOST_TEST(store::list_portal_ids(pages, newcomer.account).empty());
    BOOST_TEST(waiting() == 1);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM session_revocation") == 0);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM audit_event") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
