#include "flow/invite_residents.hpp"

#include "flow/progress.hpp"
#include "store/accounts.hpp"
#include "store/invitations.hpp"
#include "support/mariadb.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <thread>

using namespace std::chrono_literals;

namespace {

const base::Instant now = base::from_datetime("2026-11-23 08:00:00");

std::int64_t number(store::Database& db, store::Sql<> sql)
{
    return store::find_one(
               db, [](const store::Row& row) { return row.integer(0); }, sql)
        .value();
}

/// A thousand residents whom the import has made accounts for.
struct Town : support::FreshDatabase {
    Town()
    {
        (void)store::execute(
            root, "INSERT INTO account (public_id, email, email_key, created_at, updated_at)"
                  " SELECT LPAD(seq, 26, 'a'), CONCAT('r', seq, '@example.com'), CONCAT('r', seq, '@example.com'),"
                  " '2026-11-01 00:00:00', '2026-11-01 00:00:00' FROM seq_1_to_1200");
        (void)store::execute(
            root,
            "INSERT INTO legacy_user (portal_user_id, old_name, email, email_key, status, account_id, linked_at,"
            " imported_at) SELECT id, CONCAT('u', id), email, email_key, 1, id, created_at, created_at FROM account");
    }

    flow::InviteResult invite(unsigned most, unsigned rate = 60)
    {
        return flow::invite_residents(admin, {"w", rate, most, "helena"}, now);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(invite_residents, Town)

BOOST_AUTO_TEST_CASE(a_wave_is_as_large_as_asked_for_and_spread_at_its_rate_over_the_waves)
{
    BOOST_TEST(flow::count_invitable(admin, false, 5000) == 1200U);
    BOOST_TEST(flow::count_invitable(admin, false, 7) == 7U);
    const auto pilot = invite(600);
    BOOST_TEST(pilot.invited == 600U);
    BOOST_TEST((pilot.first_due == now));
    BOOST_TEST((pilot.last_due >= now + 599s && pilot.last_due <= now + 602s));
    const auto rest = invite(5000, 120);
    BOOST_TEST(rest.invited == 600U);
    BOOST_TEST((rest.first_due > pilot.last_due));
    BOOST_TEST((rest.last_due <= rest.first_due + 302s));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM audit_event WHERE kind = 38 AND actor = 'helena'") == 4);
}

BOOST_AUTO_TEST_CASE(two_runs_at_once_invite_everybody_once)
{
    unsigned invited[2]{};
    {
        const auto run = [&](unsigned which) {
            std::atomic<std::int64_t> down{0};
            store::Database db{patient(), settings.admin_user, settings.admin_password, down};
            invited[which] = flow::invite_residents(db, {"w", 60, 5000, ""}, now).invited;
        };
        const std::jthread one{run, 0U};
        const std::jthread two{run, 1U};
    }
    BOOST_TEST(invited[0] + invited[1] == 1200U);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE reason = 15") == 1200);
    BOOST_TEST(number(root, "SELECT COUNT(DISTINCT account_id) FROM mail_outbox WHERE reason = 15") == 1200);
}

BOOST_AUTO_TEST_CASE(a_wave_can_be_taken_back_and_begun_again)
{
    (void)invite(5000);
    BOOST_TEST(flow::cancel_wave(admin, "other", "helena", now) == 0U);
    BOOST_TEST(flow::cancel_wave(admin, "w", "helena", now) == 1200U);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox") == 0);
    BOOST_TEST((invite(5000).first_due == now));
}

BOOST_AUTO_TEST_CASE(the_time_a_wave_needs_is_rounded_up)
{
    BOOST_TEST((flow::time_needed(0, 60) == 0s));
    BOOST_TEST((flow::time_needed(1, 6000) == 1s));
    BOOST_TEST((flow::time_needed(100'000'000, 1) == 6'000'000'000s));
}

BOOST_AUTO_TEST_CASE(progress_counts_each_resident_once_on_the_day_in_finland)
{
    (void)store::execute(
        root, "INSERT INTO legacy_user (portal_user_id, status, account_id, linked_at, imported_at)"
              " SELECT CONCAT('x', id), 1, id, '2026-11-20 00:00:00', created_at FROM account LIMIT 10");
    (void)store::execute(
        root, "INSERT INTO invitation (account_id, wave, queued_at, sent_at) SELECT id, 'w', created_at,"
              " IF(MOD(id, 2) = 0, '2026-11-02 22:30:00', NULL) FROM account");
    (void)store::execute(root, "UPDATE account SET first_password_at = '2026-11-03 08:00:00' ORDER BY id LIMIT 30");
    (void)store::execute(root, "UPDATE account SET first_sign_in_at = '2026-11-03 09:00:00' ORDER BY id LIMIT 20");
    (void)store::execute(
        root, "INSERT INTO account (public_id, email, email_key, first_password_at, first_sign_in_at, created_at,"
              " updated_at) VALUES ('newcomer', 'n@example.com', 'n@example.com', '2026-11-03 08:00:00',"
              " '2026-11-03 08:00:00', '2026-11-03 08:00:00', '2026-11-03 08:00:00')");
    (void)store::execute(
        root, "INSERT INTO legacy_user (portal_user_id, status, account_id, linked_at, imported_at, note)"
              " SELECT 'given', 1, id, created_at, created_at, 'given to a newcomer' FROM account"
              " WHERE public_id = 'newcomer'");
    (void)store::execute(
        root, "INSERT INTO bounced_address (account_id, email_key, bounced_at) SELECT id, IF(MOD(id, 2) = 0, email_key,"
              " 'earlier@example.com'), '2026-11-04 00:00:00' FROM account ORDER BY id LIMIT 8");
    (void)store::execute(
        root, "INSERT INTO legacy_user (portal_user_id, status, imported_at) VALUES ('s1', 2, '2026-11-05 08:00:00'),"
              " ('s2', 7, '2026-11-05 08:00:00'), ('s3', 5, '2026-11-05 08:00:00'), ('s4', 3, '2026-11-05 08:00:00')");
    (void)store::execute(root, "UPDATE account SET state = 3 ORDER BY id LIMIT 1"); // an owner closed it twice
    (void)store::execute(
        root, "INSERT INTO audit_event (at, kind, account_id, operation_id) SELECT d.at, 22, a.id, REPEAT('o', 16)"
              " FROM (SELECT MIN(id) AS id FROM account) a,"
              " (SELECT '2026-11-05 09:00:00' AS at UNION SELECT '2026-11-06 09:00:00') d");
    const auto progress = flow::read_progress(admin);
    BOOST_TEST((progress.in_all == flow::StepCounts{1200, 600, 30, 20, 4, 2, 2}));
    const auto day = [](unsigned d) {
        return std::chrono::sys_days{std::chrono::year{2026} / 11 / std::chrono::day{d}};
    };
    BOOST_TEST((progress.by_day.at(day(1)) == flow::StepCounts{1200, 0, 0, 0, 0, 0, 0}));
    BOOST_TEST((progress.by_day.at(day(3)) == flow::StepCounts{0, 600, 30, 20, 0, 0, 0}));
    BOOST_TEST((progress.by_day.at(day(5)) == flow::StepCounts{0, 0, 0, 0, 0, 2, 1}));
    BOOST_TEST((progress.by_day.at(day(6)) == flow::StepCounts{0, 0, 0, 0, 0, 0, 1}));
    BOOST_TEST(progress.by_day.size() == 5U);
    BOOST_TEST(progress.stand.invitations_waiting == 600U);
}

BOOST_AUTO_TEST_SUITE_END()
