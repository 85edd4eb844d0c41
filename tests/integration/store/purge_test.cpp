#include "given.hpp"
#include "store/devices.hpp"
#include "store/outbox.hpp"
#include "store/purge.hpp"
#include "store/staff_changes.hpp"
#include "store/throttle.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

namespace {

struct OldRows : support::FreshDatabase {
    void old_counters(unsigned count)
    {
        (void)store::execute(
            root,
            "INSERT INTO throttle (key_digest, failures, not_before, last_at)"
            " SELECT UNHEX(SHA2(seq, 256)), 1, '2020-01-01', '2020-01-01' FROM seq_1_to_10000 WHERE seq <= ?",
            count);
    }
    void old_revocations(unsigned count)
    {
        (void)store::execute(
            root,
            "INSERT INTO session_revocation (account_id, at) SELECT seq, '2020-01-01' FROM seq_1_to_10000"
            " WHERE seq <= ?",
            count);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(purge, OldRows)

namespace {

void one_of_each(store::Database& pages, store::Database& background)
{
    const auto id = account(pages, "matti@example.com");
    stored_session(pages, session("expires", id));
    stored_session(pages, session("ends", id));
    store::in_transaction(pages, [](store::Transaction& tx) { store::end_session(tx, auth::digest("ends"), now); });
    stored_link(background, "t", link(id, "matti@example.com"), now);
    store::queue_mail(
        pages,
        {.reason = store::MailReason::forgot,
         .typed = "x",
         .account = {},
         .language = base::Language::fi,
         .return_url = ""},
        now);
    const auto mail = store::claim_mails(background, 1, 60s, now).at(0).id;
    store::finish_mail(background, mail, store::MailState::sent, "recovery", "matti@example.com", "250", now);
    (void)store::reserve_attempt(pages, {auth::digest("n"), auth::digest("w"), auth::digest("n from w")}, now);
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_still_needed_stays)
{
    one_of_each(pages, background);
    BOOST_TEST(purge_step(background, now - 1s) == 0);
    BOOST_TEST(purge_step(background, now) == 1); // the session that was ended
    BOOST_TEST(purge_step(background, now) == 0);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM link_token") == 1);
}

BOOST_AUTO_TEST_CASE(each_kind_goes_when_its_time_is_over)
{
    one_of_each(pages, background);
    (void)purge_step(background, now);
    BOOST_TEST(purge_step(background, now + 12h) == 1);     // the session that expired
    BOOST_TEST(purge_step(background, now + 24h) == 1);     // the revocation
    BOOST_TEST(purge_step(background, now + 24h * 7) == 0); // the link expired an hour after it was made
    BOOST_TEST(purge_step(background, now + 24h * 7 + 1h) == 1);
    BOOST_TEST(purge_step(background, now + 24h * 30 - 1s) == 0);
    BOOST_TEST(purge_step(background, now + 24h * 30) == 4); // the mail and three counters
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account") == 1);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM audit_event") == 0);
}

BOOST_AUTO_TEST_CASE(one_step_is_short_however_much_is_over_and_the_steps_get_through_all_tables)
{
    old_counters(16);
    old_revocations(32);
    store::Purge purge{background, {}};
    BOOST_TEST(purge.step(now) == 20);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM throttle") == 0);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM session_revocation") == 28);
    BOOST_TEST(purge.step(now) == 20);
    BOOST_TEST(purge.step(now) == 8);
    BOOST_TEST(purge.step(now) == 0);
}

BOOST_AUTO_TEST_CASE(a_step_goes_on_with_the_table_of_the_last_one_and_the_round_begins_again_when_all_is_done)
{
    old_revocations(60);
    store::Purge purge{background, {}};
    BOOST_TEST(purge.step(now) == 20);
    old_counters(1); // of a table before it
    BOOST_TEST(purge.step(now) == 20);
    BOOST_TEST(purge.step(now) == 20);
    BOOST_TEST(purge.step(now) == 0);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM throttle") == 1);
    BOOST_TEST(purge.step(now) == 1);
}

BOOST_AUTO_TEST_CASE(a_table_with_much_to_delete_keeps_no_other_one_waiting)
{
    old_counters(1030);
    old_revocations(30);
    store::Purge purge{background, {}};
    for (int step = 0; step < 25; ++step) BOOST_TEST(purge.step(now) == 20);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM throttle") == 530);
    BOOST_TEST(purge.step(now) == 20);
    BOOST_TEST(purge.step(now) == 10);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM session_revocation") == 0);
    for (int step = 0; step < 26; ++step) BOOST_TEST(purge.step(now) == 20);
    BOOST_TEST(purge.step(now) == 10);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM throttle") == 0);
    BOOST_TEST(purge.step(now) == 0);
}

BOOST_AUTO_TEST_CASE(a_statement_that_fails_keeps_no_other_one_waiting)
{
    old_revocations(1);
    store::Purge purge{background, {}};
    (void)store::execute(root, "RENAME TABLE throttle TO put_aside");
    BOOST_CHECK_THROW((void)purge.step(now), store::DatabaseError);
    BOOST_TEST(purge.step(now) == 1);
    BOOST_CHECK_THROW((void)purge.step(now), store::DatabaseError);
    (void)store::execute(root, "RENAME TABLE put_aside TO throttle");
    old_counters(1);
    BOOST_TEST(purge.step(now) == 0); // what is behind the one that failed
    BOOST_TEST(purge.step(now) == 1);
}

BOOST_AUTO_TEST_CASE(browsers_go_when_they_did_not_sign_in_for_400_days)
{
    const auto id = account(pages, "matti@example.com");
    store::in_transaction(pages, [&](store::Transaction& tx) {
        (void)store::remember_device(
            tx, {.account = id, .device = auth::digest("d"), .password_generation = 1, .user_agent = ""}, now);
    });
    BOOST_TEST(purge_step(background, now + 24h * 400 - 1s) == 0);
    BOOST_TEST(purge_step(background, now + 24h * 400) == 1);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM device") == 0);
}

BOOST_AUTO_TEST_CASE(changes_by_staff_go_sixty_days_after_they_are_over_and_never_while_they_wait)
{
    const auto id = account(pages, "matti@example.com");
    const auto ask = [&] {
        return store::in_transaction(pages, [&](store::Transaction& tx) {
            return store::add_staff_change(
                       tx,
                       {.kind = store::StaffChangeKind::new_address,
                        .account = id,
                        .old_email = "matti@example.com",
                        .user_name = {"uusi@example.com", "uusi@example.com"},
                        .into = std::nullopt,
                        .actor = "a",
                        .actor_account = std::nullopt,
                        .unit = "u",
                        .identity_check = store::IdentityCheck::document,
                        .reason = "because",
                        .language = base::Language::fi,
                        .due_at = now + 48h},
                       now)
                .id;
        });
    };
    const auto done = ask();
    store::in_transaction(
        background, [&](store::Transaction& tx) { BOOST_TEST(store::finish_staff_change(tx, done, now)); });
    const auto stopped = ask();
    store::in_transaction(
        background, [&](store::Transaction& tx) { BOOST_TEST(store::stop_staff_change(tx, stopped, now)); });
    (void)ask();
    BOOST_TEST(purge_step(background, now + 24h * 60 - 1s) == 0);
    BOOST_TEST(purge_step(background, now + 24h * 60) == 2);
    BOOST_TEST(purge_step(background, now + 24h * 365) == 0);
}

BOOST_AUTO_TEST_CASE(mails_that_wait_are_never_purged)
{
    store::queue_mail(
        pages,
        {.reason = store::MailReason::forgot,
         .typed = "x",
         .account = {},
         .language = base::Language::fi,
         .return_url = ""},
        now);
    BOOST_TEST(purge_step(background, now + 24h * 365) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
