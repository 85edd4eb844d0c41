#include "given.hpp"
#include "store/database_users.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(grants, support::FreshDatabase)

namespace {

bool is_denied(const store::DatabaseError& error)
{
    const std::string what = error.what();
    return what.find("error 1142") != std::string::npos || what.find("error 1227") != std::string::npos ||
           what.find("error 1044") != std::string::npos || what.find("error 1045") != std::string::npos;
}

} // namespace

#define CHECK_DENIED(db, sql) BOOST_CHECK_EXCEPTION((void)store::execute(db, sql), store::DatabaseError, is_denied)

BOOST_AUTO_TEST_CASE(neither_pages_nor_background_may_change_the_schema)
{
    for (auto* db : {&pages, &background}) {
        CHECK_DENIED(*db, "DROP TABLE account");
        CHECK_DENIED(*db, "TRUNCATE TABLE throttle");
        CHECK_DENIED(*db, "ALTER TABLE account ADD COLUMN x INT");
        CHECK_DENIED(*db, "CREATE TABLE x (id INT PRIMARY KEY)");
        CHECK_DENIED(*db, "CREATE TABLE portal_history (id INT PRIMARY KEY)");
        CHECK_DENIED(*db, "SELECT 1 INTO OUTFILE 'x'");
    }
}

BOOST_AUTO_TEST_CASE(neither_pages_nor_background_may_change_the_trail)
{
    for (auto* db : {&pages, &background}) {
        CHECK_DENIED(*db, "DELETE FROM audit_event");
        CHECK_DENIED(*db, "UPDATE audit_event SET detail = ''");
        CHECK_DENIED(*db, "UPDATE audit_event SET account_id = NULL");
        CHECK_DENIED(*db, "DELETE FROM schema_migration");
    }
}

BOOST_AUTO_TEST_CASE(pages_cannot_add_old_users_nor_read_what_is_asked_of_the_portal)
{
    CHECK_DENIED(pages, "INSERT INTO legacy_user (portal_user_id) VALUES ('1')");
    CHECK_DENIED(pages, "SELECT account_id FROM portal_id_request");
    CHECK_DENIED(pages, "UPDATE host_session SET origin = ''");
    CHECK_DENIED(background, "INSERT INTO host_session (id) VALUES ('')");
    CHECK_DENIED(background, "DELETE FROM legacy_user");
}

BOOST_AUTO_TEST_CASE(pages_cannot_erase_an_account_nor_whose_trail_it_was)
{
    CHECK_DENIED(pages, "DELETE FROM account");
    CHECK_DENIED(pages, "UPDATE audit_event SET account_id = NULL");
    CHECK_DENIED(pages, "UPDATE erasable_trail SET account_id = NULL");
}

BOOST_AUTO_TEST_CASE(sending_mail_and_showing_pages_have_different_rights)
{
    CHECK_DENIED(background, "UPDATE account SET password_hash = ''");
    CHECK_DENIED(background, "INSERT INTO session (id) VALUES ('')");
    CHECK_DENIED(pages, "INSERT INTO link_token (token_digest) VALUES ('')");
    CHECK_DENIED(pages, "UPDATE mail_outbox SET state = 2");
}

BOOST_AUTO_TEST_CASE(the_background_process_marks_who_was_told_and_never_when_somebody_signed_in)
{
    CHECK_DENIED(background, "UPDATE account SET dormancy_told_at = NULL");
    BOOST_TEST(store::execute(background, "UPDATE account_address SET dormancy_told_at = NULL") == 0);
    BOOST_CHECK_THROW(
        (void)store::execute(background, "UPDATE account_address SET last_sign_in_at = NULL"), store::DatabaseError);
}

BOOST_AUTO_TEST_CASE(what_an_import_left_is_deleted_by_the_background_process_and_read_by_nobody_else)
{
    for (auto* db : {&pages, &background}) CHECK_DENIED(*db, "INSERT INTO import_user (position) VALUES (1)");
    CHECK_DENIED(pages, "DELETE FROM import_user");
    CHECK_DENIED(background, "UPDATE import_claim SET token = ''");
    for (auto* db : {&pages, &background})
        BOOST_CHECK_EXCEPTION(
            (void)store::list(
                *db, [](const store::Row& row) { return row.integer(0); }, "SELECT position FROM import_user"),
            store::DatabaseError, is_denied);
}

BOOST_AUTO_TEST_CASE(a_change_by_staff_reaches_an_address_and_never_a_password)
{
    CHECK_DENIED(background, "UPDATE account SET email = 'x'");
    CHECK_DENIED(background, "UPDATE audit_event SET account_id = 1");
    BOOST_CHECK_THROW(
        (void)store::execute(background, "UPDATE account_address SET password_hash = ''"), store::DatabaseError);
    BOOST_CHECK_THROW((void)store::execute(background, "UPDATE merged_trail SET actor = ''"), store::DatabaseError);
    for (auto* db : {&pages, &background})
        CHECK_DENIED(*db, "INSERT INTO staff_member (account_id, unit) VALUES (1, '')");
    CHECK_DENIED(pages, "UPDATE staff_member SET ends_at = '2099-01-01'");
    CHECK_DENIED(background, "UPDATE staff_member SET ends_at = '2099-01-01'");
    CHECK_DENIED(background, "INSERT INTO staff_change (account_id) VALUES (1)");
}

BOOST_AUTO_TEST_CASE(the_admin_user_is_confined_to_this_database)
{
    CHECK_DENIED(admin, "DELETE FROM mysql.global_priv");
    CHECK_DENIED(admin, "CREATE DATABASE another");
    CHECK_DENIED(admin, "CREATE TABLE asiointipalveluX.x (id INT PRIMARY KEY)");
    CHECK_DENIED(admin, "SET GLOBAL read_only = 1");
}

BOOST_AUTO_TEST_CASE(the_grants_can_be_run_again_and_keep_the_passwords)
{
    support::server().administer(support::grants_with(""));
    store::Database again{settings, settings.pages_user, settings.pages_password, down_until_ms};
    BOOST_TEST(number(again, "SELECT COUNT(*) FROM account") == 0);
}

BOOST_AUTO_TEST_CASE(a_new_user_without_a_password_is_refused)
{
    for (const std::string variables :
         {"SET @pages_user = 'nobody';", "SET @pages_user = 'nobody', @pages_password = '';"}) {
        BOOST_CHECK_THROW(support::server().administer(support::grants_with(variables)), std::runtime_error);
    }
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mysql.global_priv WHERE User = 'nobody'") == 0);
}

BOOST_AUTO_TEST_CASE(users_of_another_host_are_not_made_a_second_time_here_when_the_host_was_forgotten)
{
    const std::string users = "SET @pages_user = 'far_pages', @background_user = 'far_background',"
                              " @admin_user = 'far_admin', @database = 'far', @pages_password = 'a',"
                              " @background_password = 'b', @admin_password = 'c';";
    const auto everybody = [&] {
        return number(root, "SELECT COUNT(*) FROM mysql.global_priv WHERE User LIKE 'far\\_%'");
    };
    support::server().administer(support::grants_with(users + "SET @host = '192.0.2.%';"));
    BOOST_TEST(everybody() == 3);
    BOOST_CHECK_EXCEPTION(
        support::server().administer(support::grants_with(users)), std::runtime_error, [](const auto& error) {
            return std::string{error.what()}.find("SET @host = '192.0.2.%'; before this file") != std::string::npos;
        });
    BOOST_TEST(everybody() == 3);
    support::server().administer(support::grants_with(users + "SET @host = '192.0.2.%';"));
    BOOST_TEST(everybody() == 3);
    support::server().administer(support::grants_with(users + "SET @host = 'localhost';"));
    support::server().administer(support::grants_with(users)); // they are here now, too
    BOOST_TEST(everybody() == 6);
    for (const std::string host : {"192.0.2.%", "localhost"})
        for (const std::string user : {"pages", "background", "admin"})
            support::server().administer("DROP USER far_" + user + "@'" + host + "';");
    support::server().administer("DROP DATABASE far;");
}

BOOST_AUTO_TEST_CASE(our_users_are_listed_with_every_host_that_they_are_of_and_nobody_elses)
{
    auto of_pages = settings;
    of_pages.background_user = "nobody_b";
    of_pages.admin_user = "nobody_a";
    const std::vector<std::string> one{"'asiointi_pages'@'localhost'"};
    BOOST_TEST(store::list_database_users(of_pages, {"root", {}}) == one, boost::test_tools::per_element());
    support::server().administer("CREATE USER nobody_a@'192.0.2.%', nobody_else@'%';");
    const std::vector<std::string> two{"'asiointi_pages'@'localhost'", "'nobody_a'@'192.0.2.%'"};
    BOOST_TEST(store::list_database_users(of_pages, {"root", {}}) == two, boost::test_tools::per_element());
    support::server().administer("DROP USER nobody_a@'192.0.2.%', nobody_else@'%';");
    BOOST_CHECK_THROW(
        (void)store::list_database_users(settings, {settings.pages_user, settings.pages_password}),
        store::DatabaseError);
}

BOOST_AUTO_TEST_CASE(passwords_that_are_new_are_not_given_to_users_that_exist)
{
    const std::string passwords = "SET @pages_password = 'a', @background_password = 'b', @admin_password = 'c';";
    BOOST_CHECK_EXCEPTION(
        support::server().administer(support::grants_with(passwords + "SET @users_are_new = 1;")), std::runtime_error,
        [](const auto& error) {
            return std::string{error.what()}.find("the users exist already: put the secrets.toml") != std::string::npos;
        });
    store::Database again{settings, settings.pages_user, settings.pages_password, down_until_ms};
    BOOST_TEST(number(again, "SELECT COUNT(*) FROM account") == 0);
}

BOOST_AUTO_TEST_CASE(the_portals_views_are_readable_as_soon_as_they_exist)
{
    (void)store::execute(root, "CREATE OR REPLACE VIEW portal_history AS SELECT 1 AS id");
    (void)store::execute(root, "CREATE OR REPLACE VIEW portal_user AS SELECT 2 AS id");
    BOOST_TEST(number(pages, "SELECT id FROM portal_history") == 1);
    BOOST_TEST(number(admin, "SELECT id FROM portal_history") == 1);
    BOOST_TEST(number(admin, "SELECT id FROM portal_user") == 2);
    BOOST_CHECK_EXCEPTION((void)number(pages, "SELECT id FROM portal_user"), store::DatabaseError, is_denied);
    BOOST_CHECK_EXCEPTION((void)number(background, "SELECT id FROM portal_history"), store::DatabaseError, is_denied);
    (void)store::execute(root, "DROP VIEW portal_history, portal_user");
}

BOOST_AUTO_TEST_SUITE_END()
