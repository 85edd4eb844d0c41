#include "flow/erase_accounts.hpp"
#include "flow/old_hashes.hpp"
#include "flow/portal_ids.hpp"
#include "store/accounts.hpp"
#include "store/import_schemes.hpp"
#include "store/portal_ids.hpp"
#include "support/mariadb.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

const base::Instant now = base::from_datetime("2026-11-23 08:00:00");

/// A portal that makes users of newcomers, and a database without triggers of a test afterwards.
struct Background : support::FreshDatabase {
    Background()
    {
        support::server().administer(
            "USE asiointipalvelu;\nDELIMITER //\n"
            "CREATE OR REPLACE PROCEDURE portal_create_user(IN account_id VARCHAR(26), IN email VARCHAR(254),"
            " IN given_name VARCHAR(200), IN family_name VARCHAR(200), IN language VARCHAR(2),"
            " OUT user_id VARCHAR(64)) BEGIN SET user_id = CONCAT('n-', account_id); END //\nDELIMITER ;\n"
            "GRANT EXECUTE ON PROCEDURE portal_create_user TO asiointi_background@localhost;");
    }
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;
    ~Background()
    {
        support::server().administer("USE asiointipalvelu; DROP PROCEDURE IF EXISTS portal_create_user;"
                                     "DROP TRIGGER IF EXISTS meanwhile;");
    }

    base::AccountId account(const std::string& address)
    {
        return store::in_transaction(pages, [&](store::Transaction& tx) {
            return store::create_account(
                       tx, {auth::parse_email_address(address).value(), "Aino", "Virtanen", std::nullopt, "$hash$"},
                       now)
                .value();
        });
    }

    std::string text(store::Sql<> sql)
    {
        return store::find_one(
                   root, [](const store::Row& row) { return row.text(0); }, sql)
            .value();
    }

    void close(base::AccountId id)
    {
        (void)store::execute(
            root, "UPDATE account SET state = ?, erase_at = UTC_TIMESTAMP() - INTERVAL 1 DAY WHERE id = ?",
            store::AccountState::closed, id);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(background_work, Background)

BOOST_AUTO_TEST_CASE(newcomers_get_their_portal_ids_twenty_at_a_time_so_that_mails_have_their_turn)
{
    for (int i = 0; i < 21; ++i) {
        const auto id = account("uusi" + std::to_string(i) + "@example.com");
        store::in_transaction(pages, [&](store::Transaction& tx) { store::queue_portal_id(tx, id, now); });
    }
    const auto give = [&](bool is_stopping = false) {
        return flow::give_portal_ids(background, [is_stopping] { return is_stopping; });
    };
    BOOST_TEST(give(true) == 0);
    BOOST_TEST(give() == 20);
    BOOST_TEST(give() == 1);
    BOOST_TEST(give() == 0);
    BOOST_TEST(text("SELECT COUNT(*) FROM legacy_user WHERE portal_user_id LIKE 'n-%'") == "21");
}

BOOST_AUTO_TEST_CASE(whoever_comes_back_while_accounts_are_erased_keeps_theirs)
{
    close(account("eka@example.com"));
    close(account("toka@example.com"));
    (void)store::execute(root, "UPDATE account SET erase_at = erase_at - INTERVAL 1 DAY WHERE email_key LIKE 'eka%'");
    // As if the second one signed in just when the first is erased.
    support::server().administer("USE asiointipalvelu;"
                                 "CREATE OR REPLACE TRIGGER meanwhile BEFORE INSERT ON session_revocation FOR EACH ROW"
                                 " UPDATE account SET state = 1, erase_at = NULL WHERE email_key LIKE 'toka%'");
    BOOST_TEST(flow::erase_accounts(background) == 1);
    BOOST_TEST(text("SELECT email FROM account") == "toka@example.com");
}

BOOST_AUTO_TEST_CASE(an_account_whose_row_somebody_else_holds_is_left_for_later_and_holds_up_no_other)
{
    const auto held = account("eka@example.com");
    close(held);
    close(account("toka@example.com"));
    (void)store::execute(root, "UPDATE account SET erase_at = erase_at - INTERVAL 1 DAY WHERE id = ?", held);
    store::in_transaction(root, [&](store::Transaction& tx) {
        (void)store::execute(tx.db(), "UPDATE account SET given_name = 'x' WHERE id = ?", held);
        BOOST_TEST(flow::erase_accounts(background) == 1);
    });
    BOOST_TEST(text("SELECT email FROM account") == "eka@example.com");
}

BOOST_AUTO_TEST_CASE(a_scheme_of_old_passwords_that_this_release_does_not_know_lets_nobody_in_and_no_other_is_lost)
{
    const base::ImportSettings importing{true, std::chrono::sys_days{std::chrono::year{2027} / 1 / 1}};
    store::add_import_scheme(admin, "scheme-of-later:1", now);
    store::add_import_scheme(admin, "pbkdf2-sha256:10000:0:0:32", now);
    const auto old = flow::old_hashes(pages, importing, now);
    BOOST_TEST(old.accepted);
    BOOST_TEST(old.in_use.size() == 1U);
    BOOST_TEST(!flow::old_hashes(pages, {}, now).accepted);
}

BOOST_AUTO_TEST_SUITE_END()
