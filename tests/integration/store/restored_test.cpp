#include "store/restored.hpp"

#include "given.hpp"
#include "store/link_tokens.hpp"
#include "store/outbox.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;
using store::AuditKind;
using store::LinkPurpose;
using store::MailReason;

BOOST_FIXTURE_TEST_SUITE(restored, support::FreshDatabase)

namespace {

store::EndedAfterRestore end_all(store::Database& admin)
{
    return store::in_transaction(
        admin, [](store::Transaction& tx) { return store::end_what_was_restored(tx, now + 1h); });
}

void queue(store::Database& db, MailReason reason, base::AccountId account)
{
    store::queue_mail(
        db, {.reason = reason, .typed = "matti@example.com", .account = account, .language = base::Language::fi}, now);
}

void recorded(store::Database& db, AuditKind kind, base::AccountId account, base::Instant at)
{
    store::in_transaction(db, [&](store::Transaction& tx) {
        tx.record({.kind = kind, .account = account, .client_network = "", .detail = "", .reference = ""}, at);
    });
}

} // namespace

BOOST_AUTO_TEST_CASE(every_session_ends_and_is_in_the_feed_for_other_hosts)
{
    const auto id = account(pages, "matti@example.com");
    stored_session(pages, session("one", id));
    stored_session(pages, session("two", id));
    store::in_transaction(pages, [](store::Transaction& tx) {
        BOOST_TEST(store::end_session(tx, auth::digest("two"), now));
        tx.record(
            {.kind = AuditKind::sign_out, .account = {}, .client_network = "", .detail = "", .reference = ""}, now);
    });
    BOOST_TEST(end_all(admin).sessions == 1U);
    BOOST_TEST(!store::find_session(pages, auth::digest("one"), now + 1min));
    const auto revocations = [&] {
        return number(root, "SELECT COUNT(*) FROM session_revocation WHERE account_id = ? AND session_id IS NULL", id);
    };
    BOOST_TEST(revocations() == 2); // of "two", and of all of the account's
    BOOST_TEST(end_all(admin).sessions == 0U);
    BOOST_TEST(revocations() == 2);
}

BOOST_AUTO_TEST_CASE(whoever_was_told_of_dormancy_may_have_signed_in_since_and_is_told_again)
{
    (void)account(pages, "matti@example.com");
    (void)store::execute(root, "UPDATE account SET dormancy_told_at = ?", now);
    (void)end_all(admin);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account WHERE dormancy_told_at IS NULL") == 1);
}

BOOST_AUTO_TEST_CASE(every_link_ends_whatever_it_is_for)
{
    const auto id = account(pages, "matti@example.com");
    const std::array purposes{
        LinkPurpose::set_password, LinkPurpose::undo_email_change, LinkPurpose::stop_staff_change};
    for (const auto purpose : purposes) {
        auto each = link(id, "matti@example.com");
        each.purpose = purpose;
        const auto token = std::to_string(static_cast<int>(purpose));
        stored_link(background, token, each, now);
        BOOST_TEST(store::find_link_token(pages, auth::digest(token), purpose, now + 1min).has_value());
    }
    BOOST_TEST(end_all(admin).links == purposes.size());
    for (const auto purpose : purposes)
        BOOST_TEST(!store::find_link_token(
            pages, auth::digest(std::to_string(static_cast<int>(purpose))), purpose, now + 1min));
}

BOOST_AUTO_TEST_CASE(mails_that_wait_are_set_aside_and_counted_by_their_reason_and_those_that_left_stay_as_they_are)
{
    const auto id = account(pages, "matti@example.com");
    for (const auto reason : {MailReason::new_device, MailReason::forgot, MailReason::forgot}) queue(pages, reason, id);
    const auto claimed = store::claim_mails(background, 1, 60s, now);
    BOOST_REQUIRE(claimed.size() == 1U);
    store::finish_mail(
        background, claimed[0].id, store::MailState::sent, "recovery", "matti@example.com", "250 ok", now);
    const auto mails = end_all(admin).mails;
    unsigned count = 0;
    for (const auto& each : mails) count += each.count;
    BOOST_TEST(count == 2U);
    BOOST_TEST(store::claim_mails(background, 10, 60s, now + 24h).empty());
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE state = 2 AND reply = '250 ok'") == 1);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE state = 4 AND typed = '' AND detail = ''") == 2);
}

BOOST_AUTO_TEST_CASE(no_mail_gets_the_number_of_one_that_left_since_the_backup)
{
    int count = 0;
    const auto queued = [&] {
        queue(pages, MailReason::forgot, account(pages, "m" + std::to_string(++count) + "@example.com"));
        return number(root, "SELECT MAX(id) FROM mail_outbox");
    };
    const auto before = queued();
    (void)end_all(admin);
    BOOST_TEST(number(root, "SELECT MAX(id) FROM mail_outbox") == before);
    const auto after = queued();
    BOOST_TEST(after > before + 1'000'000);
    // The same backup once more, as MariaDB numbers the rows of a table that was loaded anew.
    (void)store::execute(root, "DELETE FROM mail_outbox WHERE id = ?", after);
    (void)store::execute(root, "ALTER TABLE mail_outbox AUTO_INCREMENT = 2");
    store::in_transaction(admin, [](store::Transaction& tx) { (void)store::end_what_was_restored(tx, now + 2h); });
    BOOST_TEST(queued() > after + 1'000'000);
}

BOOST_AUTO_TEST_CASE(the_trail_has_an_event_that_the_log_tells_of_a_moment_later_and_no_other)
{
    const auto id = account(pages, "matti@example.com");
    const auto other = account(pages, "maija@example.com");
    recorded(pages, AuditKind::password_set, id, now);
    BOOST_TEST(store::trail_has(admin, AuditKind::password_set, id, now));
    BOOST_TEST(store::trail_has(admin, AuditKind::password_set, id, now + 15s));
    BOOST_TEST(!store::trail_has(admin, AuditKind::password_set, id, now + 16s));
    BOOST_TEST(!store::trail_has(admin, AuditKind::password_set, id, now - 1s));
    BOOST_TEST(!store::trail_has(admin, AuditKind::password_changed, id, now));
    BOOST_TEST(!store::trail_has(admin, AuditKind::password_set, other, now));
    BOOST_TEST((end_all(admin).newest_event == now));
}

BOOST_AUTO_TEST_CASE(an_invitation_that_is_lost_is_noted_once)
{
    const auto id = account(pages, "matti@example.com", std::nullopt);
    const auto note = [&] {
        return store::in_transaction(
            admin, [&](store::Transaction& tx) { return store::note_lost_invitation(tx, id, now); });
    };
    BOOST_TEST(note());
    BOOST_TEST(!note());
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM invitation WHERE account_id = ? AND sent_at IS NOT NULL", id) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
