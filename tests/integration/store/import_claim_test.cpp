#include "store/import_claim.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;
using store::ImportClaim;

namespace {

/// Another run of the import, on another machine.
struct TwoRuns : support::FreshDatabase {
    std::unique_ptr<store::Database> another =
        std::make_unique<store::Database>(settings, settings.admin_user, settings.admin_password, down_until_ms);

    bool other_may_import() { return ImportClaim::take(*another).has_value(); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(import_claim, TwoRuns)

BOOST_AUTO_TEST_CASE(one_run_imports_at_a_time_and_the_other_learns_since_when)
{
    BOOST_TEST(store::start_of_running_import(admin).empty());
    const auto claim = ImportClaim::take(admin);
    BOOST_REQUIRE(claim);
    BOOST_TEST(!other_may_import());
    (void)store::execute(root, "UPDATE import_claim SET started_at = ?", now);
    BOOST_TEST(store::start_of_running_import(*another) == base::to_datetime(now));
    BOOST_TEST(claim->beat(admin));
    claim->give_back(admin);
    BOOST_TEST(store::start_of_running_import(admin).empty());
    BOOST_TEST(!claim->beat(admin));
    BOOST_TEST(other_may_import());
}

BOOST_AUTO_TEST_CASE(a_run_that_has_lost_its_claim_neither_holds_nor_gives_back_the_next_one)
{
    const auto claim = ImportClaim::take(admin);
    (void)store::execute(root, "UPDATE import_claim SET held_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND");
    BOOST_TEST(other_may_import());
    BOOST_TEST(!claim->beat(admin));
    claim->give_back(admin);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM import_claim") == 1);
}

BOOST_AUTO_TEST_CASE(a_run_whose_connection_has_gone_holds_nobody_up)
{
    BOOST_TEST(other_may_import());
    const auto connection = number(*another, "SELECT CONNECTION_ID()");
    BOOST_TEST(!ImportClaim::take(admin).has_value());
    another.reset();
    while (number(root, "SELECT COUNT(*) FROM information_schema.processlist WHERE id = ?", connection) != 0) {
    }
    BOOST_TEST(ImportClaim::take(admin).has_value());
}

BOOST_AUTO_TEST_CASE(a_run_on_another_server_is_waited_for_until_it_gave_no_sign_of_life)
{
    BOOST_TEST(other_may_import());
    (void)store::execute(root, "UPDATE import_claim SET server_name = 'elsewhere', connection_id = 1");
    BOOST_TEST(!ImportClaim::take(admin).has_value());
    (void)store::execute(root, "UPDATE import_claim SET held_until = UTC_TIMESTAMP()");
    BOOST_TEST(ImportClaim::take(admin).has_value());
}

// The copy may hold password hashes as the portal has them, and every backup takes them along.
BOOST_AUTO_TEST_CASE(what_a_killed_run_left_is_deleted_an_hour_after_its_last_sign_of_life_and_never_before)
{
    const auto claim = ImportClaim::take(admin);
    (void)store::execute(
        root,
        "INSERT INTO import_user (position, portal_user_id, old_name, old_name_key, given_name, family_name, status)"
        " SELECT seq, seq, '', '', '', '', 2 FROM seq_1_to_5");
    const auto silent_since = [&](int seconds) {
        (void)store::execute(root, "UPDATE import_claim SET held_until = UTC_TIMESTAMP() - INTERVAL ? SECOND", seconds);
    };
    for (const int seconds : {-120, 0, 3500}) {
        silent_since(seconds);
        BOOST_TEST(store::clear_up_after_import(background, 3) == 0);
    }
    BOOST_TEST(claim->beat(admin));
    silent_since(3600);
    BOOST_TEST(store::clear_up_after_import(background, 3) == 3);
    BOOST_TEST(!claim->beat(admin)); // one that only slept
    BOOST_TEST(store::clear_up_after_import(background, 3) == 2);
    BOOST_TEST(store::clear_up_after_import(background, 3) == 0);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM import_claim") == 0);
}

BOOST_AUTO_TEST_CASE(what_lies_there_while_a_new_run_imports_stays_whoever_left_it)
{
    const auto claim = ImportClaim::take(admin);
    (void)store::execute(
        root,
        "INSERT INTO import_user (position, portal_user_id, old_name, old_name_key, given_name, family_name, status)"
        " VALUES (1, '1', '', '', '', '', 2)");
    BOOST_TEST(store::clear_up_after_import(background, 100) == 0);
    claim->give_back(admin);
    BOOST_TEST(store::clear_up_after_import(background, 100) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
