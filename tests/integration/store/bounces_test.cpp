#include "store/bounces.hpp"

#include "given.hpp"
#include "store/outbox.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;
using store::MailReport;
using store::Noted;
using store::ReportKind;

BOOST_FIXTURE_TEST_SUITE(bounces, support::FreshDatabase)

namespace {

const std::string address = "matti@example.com";
const MailReport gone{ReportKind::no_such_address, "5.1.1", "550 5.1.1 no such user"};

/// A mail that has left to this address.
std::uint64_t sent_mail(store::Database& background, const std::string& to = address)
{
    store::queue_mail(
        background, {.reason = store::MailReason::forgot, .typed = to, .account = {}, .language = base::Language::fi},
        now);
    const auto id = store::claim_mails(background, 1, 60s, now).at(0).id;
    store::finish_mail(background, id, store::MailState::sent, "recovery", to, "250 queued", now);
    return id;
}

Noted note(store::Database& db, std::uint64_t mail, const MailReport& report, base::Instant at = now)
{
    return store::in_transaction(db, [&](store::Transaction& tx) { return store::note_report(tx, mail, report, at); });
}

bool use_link(store::Database& pages)
{
    return store::in_transaction(pages, [](store::Transaction& tx) {
        return store::consume_link_token(tx, auth::digest("t"), store::LinkPurpose::set_password, now).has_value();
    });
}

} // namespace

BOOST_AUTO_TEST_CASE(a_report_that_there_is_no_such_address_marks_it_in_the_trail_too)
{
    const auto id = account(pages, address);
    const auto mail = sent_mail(background);
    BOOST_TEST((note(admin, mail, gone) == Noted::marked));
    const auto bounce = store::find_bounce(pages, id);
    BOOST_REQUIRE(bounce);
    BOOST_TEST(bounce->status == "5.1.1");
    BOOST_TEST(bounce->reply == "550 5.1.1 no such user");
    BOOST_TEST((bounce->at == now));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM audit_event WHERE kind = 39 AND detail = '5.1.1'") == 1);
}

BOOST_AUTO_TEST_CASE(what_is_milder_is_kept_with_the_mail_and_marks_nothing)
{
    const auto id = account(pages, address);
    const auto mail = sent_mail(background);
    for (const auto kind : {ReportKind::delayed, ReportKind::failed_for_now, ReportKind::refused_as_such})
        BOOST_TEST((note(admin, mail, {kind, "4.2.2", "mailbox full"}) == Noted::noted));
    BOOST_TEST((note(admin, mail, {ReportKind::delayed, "4.0.0", "still trying"}) == Noted::known));
    BOOST_TEST(!store::find_bounce(pages, id));
    BOOST_TEST(text(root, "SELECT reply FROM mail_outbox WHERE id = ?", mail) == "250 queued");
    BOOST_TEST(text(root, "SELECT report FROM mail_outbox WHERE id = ?", mail) == "mailbox full");
    BOOST_TEST(number(root, "SELECT report_kind FROM mail_outbox WHERE id = ?", mail) == 3); // refused_as_such
}

BOOST_AUTO_TEST_CASE(a_report_that_comes_again_does_not_mark_what_was_cleared_since)
{
    const auto id = account(pages, address);
    const auto mail = sent_mail(background);
    (void)note(admin, mail, gone);
    const auto clear = [&] {
        return store::in_transaction(
            admin, [&](store::Transaction& tx) { return store::clear_bounce(tx, id, address); });
    };
    BOOST_TEST(clear());
    BOOST_TEST(!clear());
    BOOST_TEST((note(admin, mail, gone) == Noted::known));
    BOOST_TEST(!store::find_bounce(pages, id));
}

BOOST_AUTO_TEST_CASE(a_report_about_a_strangers_address_or_a_mail_of_nobody_marks_nobody)
{
    (void)account(pages, address);
    BOOST_TEST((note(admin, sent_mail(background, "stranger@example.org"), gone) == Noted::noted));
    BOOST_TEST((note(admin, 4711, gone) == Noted::nothing_such));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM bounced_address") == 0);
}

BOOST_AUTO_TEST_CASE(whoever_uses_a_mailed_link_has_a_mailbox_that_works)
{
    const auto id = account(pages, address);
    (void)note(admin, sent_mail(background), gone);
    stored_link(background, "t", link(id, address), now);
    BOOST_TEST(use_link(pages));
    BOOST_TEST(!store::find_bounce(pages, id));
}

BOOST_AUTO_TEST_CASE(a_new_address_does_not_inherit_the_mark_and_can_get_one_of_its_own)
{
    const auto id = account(pages, address);
    (void)note(admin, sent_mail(background), gone);
    (void)store::execute(root, "UPDATE account SET email = 'new@example.com', email_key = 'new@example.com'");
    BOOST_TEST(!store::find_bounce(pages, id));
    BOOST_TEST((note(background, sent_mail(background, "new@example.com"), gone, now + 1h) == Noted::marked));
    BOOST_TEST((store::find_bounce(pages, id)->at == now + 1h));
}

BOOST_AUTO_TEST_CASE(a_mark_is_forgotten_for_the_account_and_the_address_that_it_is_of)
{
    const auto id = account(pages, address);
    const auto other = account(pages, "maija@example.com");
    const auto forget = [&](base::AccountId whose, const std::string& where) {
        store::in_transaction(pages, [&](store::Transaction& tx) { store::forget_bounce(tx, whose, where); });
    };
    forget(id, address); // where there is no mark, nothing happens
    store::in_transaction(admin, [&](store::Transaction& tx) {
        for (const auto& where : {address, std::string{"maija@example.com"}})
            BOOST_TEST(store::mark_bounced(tx, where, gone, now));
    });
    forget(id, "maija@example.com");
    forget(other, address);
    BOOST_TEST((store::find_bounce(pages, id) && store::find_bounce(pages, other)));
    forget(id, address);
    BOOST_TEST(!store::find_bounce(pages, id));
    BOOST_TEST(store::find_bounce(pages, other).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
