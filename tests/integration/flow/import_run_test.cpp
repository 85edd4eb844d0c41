#include "portal.hpp"

#include "store/import_claim.hpp"

#include <thread>

using namespace portal;

namespace {

struct LargePortal : Portal {
    static constexpr int users = 400;

    LargePortal()
    {
        for (int id = 1; id <= users; ++id) add(id, address(id), "Matti", "Virtanen");
    }

    static std::string address(int id) { return "asukas" + std::to_string(id) + "@example.com"; }

    std::int64_t count(const std::string& what)
    {
        support::server().administer("CREATE OR REPLACE VIEW asiointipalvelu.counted AS " + what);
        return store::find_one(
                   root, [](const store::Row& row) { return row.integer(0); },
                   "SELECT COUNT(*) FROM asiointipalvelu.counted")
            .value();
    }
};

std::vector<std::string> staged(store::Database& db)
{
    return store::list(
        db, [](const store::Row& row) { return row.text(0); }, "SELECT portal_user_id FROM import_user");
}

bool lacks_most(const flow::ImportSourceFaults& fault)
{
    return std::string{fault.what()} ==
           "portal_user has 199 of the 400 users who were in the portal before, less than half; if that is meant, say "
           "--fewer\nnothing was imported";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(import_run, LargePortal)

BOOST_AUTO_TEST_CASE(a_dry_run_changes_nothing_and_tells_what_the_import_then_does)
{
    add(1001, "", "Maija", "Laine");
    add(1002, address(7), "Maija", "Laine");
    const auto before = checksums();
    const auto tried = try_import();
    BOOST_TEST(checksums() == before, boost::test_tools::per_element());
    BOOST_TEST(staged(root).empty());
    const auto done = import();
    BOOST_TEST(tried.accounts_created == 399U);
    BOOST_TEST(tried.accounts_created == done.accounts_created);
    BOOST_TEST(tried.users_linked == done.users_linked);
    BOOST_TEST(tried.rows_written == done.rows_written);
    BOOST_TEST((tried.by_status == done.by_status));
    BOOST_TEST(reasons(tried) == reasons(done), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_of_the_portals_rows_is_left_in_the_staging_table)
{
    BOOST_TEST(import().accounts_created == 400U);
    BOOST_TEST(staged(root).empty());
    support::server().administer("CREATE OR REPLACE VIEW asiointipalvelu.portal_user AS"
                                 " SELECT * FROM portal_test.users UNION ALL SELECT * FROM portal_test.users");
    BOOST_CHECK_THROW(import(), flow::ImportSourceFaults);
    BOOST_TEST(staged(root).empty());
}

// An export that broke off would mark everybody behind the break as gone, and free the addresses they wait for.
BOOST_AUTO_TEST_CASE(a_source_with_less_than_half_of_its_former_users_is_refused_unless_that_is_meant)
{
    BOOST_TEST(import().accounts_created == 400U);
    (void)store::execute(root, "DELETE FROM portal_test.users WHERE id > 200");
    BOOST_TEST(try_import().users_gone == 200U);
    (void)store::execute(root, "DELETE FROM portal_test.users WHERE id > 199");
    add(1000, "uusi@example.com", "Uusi", "Asukas");
    const auto before = checksums();
    BOOST_CHECK_EXCEPTION(try_import(), flow::ImportSourceFaults, lacks_most);
    BOOST_CHECK_EXCEPTION(import(), flow::ImportSourceFaults, lacks_most);
    BOOST_TEST(checksums() == before, boost::test_tools::per_element());
    const auto meant = import({.now = now, .fewer_users = true});
    BOOST_TEST(meant.users_gone == 201U);
    BOOST_TEST(meant.accounts_created == 1U);
}

BOOST_AUTO_TEST_CASE(who_was_found_gone_erased_or_registered_here_is_not_missed_again)
{
    (void)store::execute(root, "UPDATE portal_test.users SET email = ''");
    BOOST_TEST(import().rows_written == 400U);
    (void)store::execute(root, "DELETE FROM portal_test.users WHERE id > 3");
    BOOST_TEST(import({.now = now, .fewer_users = true}).users_gone == 397U);
    BOOST_TEST(import().rows_written == 0U);
    (void)store::execute(root, "DELETE FROM portal_test.users WHERE id > 1");
    BOOST_CHECK_THROW(import(), flow::ImportSourceFaults);
    (void)store::execute(root, "UPDATE legacy_user SET note = 'given to a newcomer' WHERE portal_user_id = '2'");
    BOOST_TEST(try_import().seen == 1U);
    (void)store::execute(
        root, "UPDATE legacy_user SET note = '', status = ? WHERE portal_user_id = '2'", LegacyStatus::erased);
    BOOST_TEST(try_import().seen == 1U);
}

BOOST_AUTO_TEST_CASE(a_source_without_users_is_a_fault_also_where_fewer_are_meant)
{
    (void)store::execute(root, "DELETE FROM portal_test.users");
    BOOST_CHECK_EXCEPTION(
        import({.now = now, .fewer_users = true}), flow::ImportSourceFaults, [](const flow::ImportSourceFaults& fault) {
            return std::string{fault.what()} == "portal_user has no users\nnothing was imported";
        });
}

BOOST_AUTO_TEST_CASE(an_address_of_very_many_users_is_decided_as_one)
{
    (void)store::execute(root, "UPDATE portal_test.users SET email = 'kunta@example.com', given_name = id");
    const auto result = import({.now = now, .users_at_once = 10});
    BOOST_TEST(result.findings == 400U);
    BOOST_TEST(result.accounts_created == 0U);
    (void)store::execute(root, "UPDATE portal_test.users SET given_name = 'Matti'");
    BOOST_TEST(import({.now = now, .users_at_once = 10}).accounts_created == 1U);
}

BOOST_AUTO_TEST_CASE(a_second_import_is_refused_while_one_runs)
{
    store::Database other{settings, settings.admin_user, settings.admin_password, down_until_ms};
    unsigned refused = 0;
    const auto is_told = [](const flow::ImportIsRunning& fault) {
        return std::string{fault.what()}.starts_with("another import is running, since 20");
    };
    flow::ImportOptions options{.now = now, .users_at_once = 100};
    options.progress = [&](const flow::ImportProgress&) {
        flow::PortalView view{other, false, 1000};
        BOOST_CHECK_EXCEPTION(
            (void)flow::import_users(other, view, {.now = now, .apply = true}), flow::ImportIsRunning, is_told);
        ++refused;
    };
    BOOST_TEST(import(options).accounts_created == 400U);
    BOOST_TEST(refused >= 5U);
    BOOST_TEST(import().rows_written == 0U);
}

BOOST_AUTO_TEST_CASE(a_run_whose_connection_has_gone_holds_nobody_up_and_one_elsewhere_for_two_minutes)
{
    const auto claimed = [&](const char* server, int seconds) {
        (void)store::execute(root, "DELETE FROM import_claim");
        (void)store::execute(
            root,
            "INSERT INTO import_claim VALUES (1, 'sixteen bytes ..', 4000000000, ?, 0, UTC_TIMESTAMP(),"
            " UTC_TIMESTAMP() + INTERVAL ? SECOND)",
            server, seconds);
    };
    const auto here = store::find_one(
        root, [](const store::Row& row) { return row.text(0); }, "SELECT @@hostname");
    claimed("another-node", 100);
    BOOST_TEST(!store::ImportClaim::take(admin));
    claimed("another-node", -1);
    BOOST_TEST(store::ImportClaim::take(admin).has_value());
    claimed(here->c_str(), 100);
    BOOST_TEST(store::ImportClaim::take(admin).has_value());
}

BOOST_AUTO_TEST_CASE(a_run_that_another_one_has_overtaken_stops)
{
    flow::ImportOptions options{.now = now, .users_at_once = 100};
    options.progress = [&](const flow::ImportProgress& progress) {
        if (progress.part == flow::ImportProgress::Part::deciding &&
            progress.done == 198) // the last address of each hundred may have more users
            (void)store::execute(root, "UPDATE import_claim SET token = 'of the next run.'");
    };
    const auto is_told = [](const flow::ImportIsRunning& fault) {
        return std::string{fault.what()} == "another import has taken over; what this one finished stays";
    };
    BOOST_CHECK_EXCEPTION(import(options), flow::ImportIsRunning, is_told);
    BOOST_TEST(count("SELECT 1 FROM asiointipalvelu.account") == 198);
    (void)store::execute(root, "DELETE FROM import_claim");
    BOOST_TEST(import().accounts_created == 202U);
}

// The background process clears up after a run that slept for an hour; this one must not tell that all is done.
BOOST_AUTO_TEST_CASE(a_run_whose_users_were_deleted_meanwhile_stops)
{
    flow::ImportOptions options{.now = now, .users_at_once = 100};
    options.progress = [&](const flow::ImportProgress& progress) {
        if (progress.part != flow::ImportProgress::Part::deciding) return;
        (void)store::execute(root, "UPDATE import_claim SET held_until = UTC_TIMESTAMP() - INTERVAL 1 HOUR");
        BOOST_TEST(store::clear_up_after_import(background, 1000) > 0);
    };
    BOOST_CHECK_THROW(try_import(options), flow::ImportIsRunning);
}

BOOST_AUTO_TEST_CASE(residents_who_register_and_set_passwords_meanwhile_lose_nothing)
{
    const auto act = [&](auto what) {
        return std::jthread{[&, what] {
            std::atomic<std::int64_t> up{0};
            store::Database own{patient(), settings.pages_user, settings.pages_password, up};
            for (int id = 1; id <= users; ++id) what(own, id);
        }};
    };
    // The odd ones register, with a name and language of their own; whoever has an account already sets a password.
    auto registering = act([&](store::Database& own, int id) {
        if (id % 2 == 0) return;
        store::in_transaction(own, [&](store::Transaction& tx) {
            const auto made = store::create_account(
                tx, {auth::parse_email_address(address(id)).value(), "Matti", "Virtanen", base::Language::sv, "$own$"},
                now);
            tx.record({store::AuditKind::account_registered, made, "", "", ""}, now);
        });
    });
    auto setting = act([&](store::Database& own, int id) {
        const auto present = store::find_account_by_email(own, address(id));
        if (!present || present->password_hash) return;
        store::in_transaction(own, [&](store::Transaction& tx) {
            (void)store::set_password(tx, present->id, present->password_generation, "$own$", now);
            tx.record({store::AuditKind::password_set, present->id, "", "", ""}, now);
        });
    });
    const auto first = import({.now = now, .users_at_once = 50});
    registering.join();
    setting.join();
    (void)import({.now = now, .users_at_once = 50});

    BOOST_TEST(first.seen == 400U);
    BOOST_TEST(count("SELECT 1 FROM asiointipalvelu.account") == 400);
    BOOST_TEST(
        count("SELECT 1 FROM asiointipalvelu.legacy_user l JOIN asiointipalvelu.account a ON a.id = l.account_id"
              " AND a.email_key = l.email_key WHERE l.status = 1") == 400);
    // Each event of the trail that says so is true, and no password was lost.
    BOOST_TEST(
        count("SELECT 1 FROM asiointipalvelu.account a WHERE a.password_hash IS NULL AND EXISTS"
              " (SELECT 1 FROM asiointipalvelu.audit_event e WHERE e.account_id = a.id AND e.kind = 6)") == 0);
    BOOST_TEST(
        count("SELECT 1 FROM asiointipalvelu.audit_event e WHERE e.kind IN (8, 9) AND e.account_id IS NOT NULL") ==
        400);
    BOOST_TEST(count("SELECT 1 FROM asiointipalvelu.audit_event WHERE kind = 10") == 400);
    BOOST_TEST(import().rows_written == 0U);
}

BOOST_AUTO_TEST_CASE(a_conflict_with_another_transaction_is_repeated_address_by_address)
{
    BOOST_TEST(import().accounts_created == 400U);
    for (int id = 1; id <= users; ++id) give_address(id, "uusi" + std::to_string(id) + "@example.com");
    // Takes the rows of the import in the opposite order, over and over: deadlocks are sure.
    std::jthread other{[&](const std::stop_token& over) {
        std::atomic<std::int64_t> up{0};
        store::Database own{patient(), settings.admin_user, settings.admin_password, up};
        while (!over.stop_requested()) {
            store::in_transaction(own, [&](store::Transaction& tx) {
                for (int id = 40; id > 0; id -= 13)
                    (void)store::execute(
                        tx.db(),
                        "UPDATE legacy_user SET imported_at = imported_at + INTERVAL 1 SECOND WHERE portal_user_id = ?",
                        std::to_string(id));
                tx.record({store::AuditKind::account_viewed, std::nullopt, "", "", ""}, now);
            });
        }
    }};
    const auto result = import({.now = now, .users_at_once = 100});
    other.request_stop();
    other.join();
    BOOST_TEST(result.accounts_renewed == 400U);
    BOOST_TEST(count("SELECT 1 FROM asiointipalvelu.account WHERE email_key LIKE 'uusi%'") == 400);
}

BOOST_AUTO_TEST_CASE(an_address_that_its_former_owner_may_take_back_waits_and_holds_nobody_else_up)
{
    const auto id = registered("oma@example.com", "Maija", "Laine");
    (void)store::execute(
        root,
        "INSERT INTO email_change (account_id, old_email, old_email_key, new_email, changed_at, undo_until)"
        " VALUES (?, ?, ?, 'oma@example.com', ?, ?)",
        id, address(3), address(3), now, now + std::chrono::hours{24});
    const auto tried = try_import();
    BOOST_TEST(tried.accounts_created == 399U);
    check_reasons(tried, {ImportReason::address_reserved});
    const auto result = import();
    BOOST_TEST(result.accounts_created == 399U);
    check_reasons(result, {ImportReason::address_reserved});
    BOOST_TEST(!account(address(3)));
    (void)store::execute(root, "DELETE FROM email_change");
    BOOST_TEST(import().accounts_created == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
