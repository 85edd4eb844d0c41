#include "given.hpp"
#include "store/inspection.hpp"
#include "store/outbox.hpp"
#include "store/stand.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(stand, support::FreshDatabase)

namespace {

void queue(store::Database& db, store::MailReason reason, base::Instant at)
{
    store::queue_mail(
        db, {.reason = reason, .typed = "x@example.com", .account = {}, .language = base::Language::fi}, at);
}

} // namespace

BOOST_AUTO_TEST_CASE(an_empty_database_counts_nothing)
{
    base::Stand stand;
    store::measure_stand(background, stand, now);
    BOOST_TEST(stand.mails_waiting == 0U);
    BOOST_TEST(stand.oldest_mail_s == 0U);
    BOOST_TEST(stand.invitations_waiting == 0U);
    BOOST_TEST(stand.dead_mails == 0U);
    BOOST_TEST(stand.sessions == 0U);
    BOOST_TEST(stand.at == std::chrono::system_clock::to_time_t(now));
}

BOOST_AUTO_TEST_CASE(queued_mails_and_invitations_are_told_apart_and_the_oldest_mail_has_an_age)
{
    queue(pages, store::MailReason::forgot, now - 100s);
    queue(pages, store::MailReason::forgot, now - 40s);
    const auto id = account(pages, "matti@example.com");
    store::in_transaction(admin, [&](store::Transaction& tx) {
        store::queue_mail(
            tx,
            {.reason = store::MailReason::invitation,
             .typed = "matti@example.com",
             .account = id,
             .language = base::Language::fi,
             .in_bulk = true},
            now - 1h);
        tx.record({store::AuditKind::invited, id, "", "", ""}, now);
    });
    base::Stand stand;
    store::measure_stand(background, stand, now);
    BOOST_TEST(stand.mails_waiting == 2U);
    BOOST_TEST(stand.oldest_mail_s == 100U);
    BOOST_TEST(stand.invitations_waiting == 1U);
}

BOOST_AUTO_TEST_CASE(mails_to_strangers_are_counted_by_themselves_and_make_no_mail_look_old)
{
    queue(pages, store::MailReason::forgot, now - 1h);
    queue(pages, store::MailReason::forgot, now - 40s);
    const auto oldest = store::list_due_mails(background, 1, now).at(0).id;
    store::in_transaction(background, [&](store::Transaction& tx) { store::let_others_go_first(tx, oldest); });
    base::Stand stand;
    store::measure_stand(background, stand, now);
    BOOST_TEST(stand.mails_waiting == 1U);
    BOOST_TEST(stand.oldest_mail_s == 40U);
    BOOST_TEST(stand.to_strangers_waiting == 1U);
    BOOST_TEST(store::outbox_state(background, now - 24h).queued == 1U);
}

BOOST_AUTO_TEST_CASE(mails_given_up_are_counted_and_no_longer_wait)
{
    queue(pages, store::MailReason::forgot, now);
    const auto mail = store::claim_mails(background, 1, 60s, now).at(0).id;
    store::finish_mail(background, mail, store::MailState::dead, "recovery", "x@example.com", "550", now);
    base::Stand stand;
    store::measure_stand(background, stand, now);
    BOOST_TEST(stand.mails_waiting == 0U);
    BOOST_TEST(stand.dead_mails == 1U);
}

BOOST_AUTO_TEST_CASE(sessions_count_until_they_end_or_expire)
{
    const auto id = account(pages, "matti@example.com");
    stored_session(pages, session("lives", id));
    stored_session(pages, session("ends", id));
    store::in_transaction(pages, [](store::Transaction& tx) { store::end_session(tx, auth::digest("ends"), now); });
    base::Stand stand;
    store::measure_stand(background, stand, now);
    BOOST_TEST(stand.sessions == 1U);
    store::measure_stand(background, stand, now + 8760h);
    BOOST_TEST(stand.sessions == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
