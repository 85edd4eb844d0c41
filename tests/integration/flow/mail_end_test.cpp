#include "auth/bounce_mark.hpp"
#include "flow/deliver_mail.hpp"
#include "flow/end_mail.hpp"
#include "flow/take_report.hpp"
#include "store/accounts.hpp"
#include "store/link_tokens.hpp"
#include "support/mariadb.hpp"
#include "support/places.hpp"
#include "unit/view/kokkola.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <limits>
#include <ostream>
#include <sstream>
#include <string>

using namespace std::chrono_literals;
using store::MailReason;
using store::MailState;

namespace flow {
inline std::ostream& operator<<(std::ostream& out, Taken taken)
{
    return out << static_cast<int>(taken);
}
} // namespace flow

namespace {

const base::Instant now = base::from_datetime("2026-11-23 08:00:00");

struct MailEnds : support::FreshDatabase {
    MailEnds()
    {
        site.base_url = "https://asiointi.example.fi";
        site.names = kokkola::names();
        site.keys = {base::Key{std::string(32, 'k')}};
        site.mail.from_address = "asiointi@example.fi";
        site.mail.starttls = base::StartTls::off;
        site.mail.smtp_host = "127.0.0.1";
        site.mail.smtp_port = 1; // nobody listens there
    }

    base::AccountId account(const std::string& address)
    {
        return store::in_transaction(pages, [&](store::Transaction& tx) {
            return store::create_account(
                       tx,
                       {.email = auth::parse_email_address(address).value(),
                        .given_name = "Aino",
                        .family_name = "Virtanen",
                        .language = base::Language::fi,
                        .password_hash = "$hash$"},
                       now)
                .value();
        });
    }

    void queue(MailReason reason, const std::string& typed, const std::optional<base::AccountId>& of)
    {
        store::queue_mail(
            pages,
            {.reason = reason, .typed = typed, .account = of, .password_generation = 1, .language = base::Language::fi},
            base::now() - 1min);
    }

    flow::MailRoom room(mail::Smtp& smtp)
    {
        return {.settings = site, .mails = kokkola::mails(), .db = background, .smtp = smtp, .is_stopping = [this] {
                    return looks_before_stop-- <= 0;
                }};
    }

    int deliver()
    {
        mail::Smtp smtp{site.mail};
        auto here = room(smtp);
        return flow::deliver_mails(here);
    }

    /// The same, and what was tried and failed never comes due again, however long the others take.
    int deliver_what_is_untried()
    {
        const int taken = deliver();
        (void)store::execute(root, "UPDATE mail_outbox SET next_try_at = '2999-01-01' WHERE attempts > 0");
        return taken;
    }

    /// It goes while a mail is on its way to the mail server, and is back afterwards.
    void deliver_while_the_database_goes_away(flow::MailRoom& here)
    {
        here.smtp.stop_when([this] {
            down_until_ms = std::numeric_limits<std::int64_t>::max();
            return false;
        });
        BOOST_CHECK_THROW((void)flow::deliver_mails(here), store::DatabaseUnreachable);
        here.smtp.stop_when([] { return false; });
        down_until_ms = 0;
    }

    /// Begins no mail to a stranger before all mails to accounts were begun, whatever comes of them where no server is.
    void deliver_until_residents_have_theirs()
    {
        do {
            BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE typed LIKE 'nobody%' AND attempts > 0") == 0);
            BOOST_REQUIRE(deliver_what_is_untried() > 0);
        } while (number("SELECT COUNT(*) FROM mail_outbox WHERE typed NOT LIKE 'nobody%' AND attempts = 0") > 0);
    }

    /// The one mail in the outbox, as a mailer takes it.
    store::QueuedMail claimed() { return store::claim_mails(background, 1, 60s, base::now()).at(0); }

    std::int64_t number(store::Sql<> sql)
    {
        return store::find_one(
                   root, [](const store::Row& row) { return row.integer(0); }, sql)
            .value();
    }

    MailState state() { return static_cast<MailState>(number("SELECT state FROM mail_outbox")); }

    /// A report from a file of tests/unit/mail/reports about the mail with this id.
    flow::Taken take(const std::string& report, std::uint64_t mail)
    {
        std::ifstream file{support::source("tests/unit/mail/reports/" + report + ".eml"), std::ios::binary};
        std::ostringstream text;
        text << file.rdbuf();
        const auto arrived_for = auth::with_bounce_mark("palaute@example.fi", auth::bounce_mark(site.keys, mail));
        return flow::take_report(background, site.keys, text.str(), arrived_for, now);
    }

    base::Settings site;
    int looks_before_stop = std::numeric_limits<int>::max();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(mail_end, MailEnds)

BOOST_AUTO_TEST_CASE(a_mail_that_no_server_takes_is_tried_again_until_its_time_is_over)
{
    queue(MailReason::password_changed, "", account("aino@example.com"));
    BOOST_TEST(deliver() == 1);
    BOOST_TEST((state() == MailState::queued));
    BOOST_TEST(deliver() == 0); // not before its next try
    (void)store::execute(root, "UPDATE mail_outbox SET next_try_at = created_at");
    site.mail.give_up_after = base::hours{0};
    BOOST_TEST(deliver() == 1);
    BOOST_TEST((state() == MailState::dead));
    BOOST_TEST(number("SELECT COUNT(*) FROM bounced_address") == 0); // nothing was said of the address
}

BOOST_AUTO_TEST_CASE(tries_that_fail_end_no_link_that_has_arrived)
{
    const auto aino = account("aino@example.com");
    store::in_transaction(background, [&](store::Transaction& tx) {
        store::add_link_token(
            tx, auth::digest("arrived"),
            {.purpose = store::LinkPurpose::set_password,
             .account = aino,
             .email = "aino@example.com",
             .email_key = "aino@example.com",
             .password_generation = 1,
             .expires_at = base::now() + 1h,
             .return_url = "",
             .language = base::Language::fi},
            3, base::now() - 5min);
    });
    queue(MailReason::forgot, "aino@example.com", aino);
    for (int tries = 0; tries < 5; ++tries) {
        (void)store::execute(root, "UPDATE mail_outbox SET next_try_at = created_at");
        BOOST_TEST(deliver() == 1);
    }
    BOOST_TEST(number("SELECT COUNT(*) FROM link_token") == 6);
    BOOST_TEST(number("SELECT COUNT(*) FROM link_token WHERE ended_at IS NULL") == 1);
    const auto link = auth::digest("arrived");
    BOOST_TEST(store::find_link_token(pages, link, store::LinkPurpose::set_password, base::now()).has_value());
}

BOOST_AUTO_TEST_CASE(a_mailer_that_is_to_stop_begins_no_further_mail)
{
    for (const auto* waiting : {"aino@example.com", "eeva@example.com", "matti@example.com"})
        queue(MailReason::password_changed, "", account(waiting));
    looks_before_stop = 2; // one before they are sorted, one before the first
    BOOST_TEST(deliver() == 1);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE attempts = 0") == 2);
}

BOOST_AUTO_TEST_CASE(a_mail_that_nobody_can_make_holds_up_no_other_one)
{
    queue(MailReason::password_changed, "", account("aino@example.com"));
    (void)store::execute(root, "UPDATE account SET locale = 'xx'");
    for (const auto* waiting : {"eeva@example.com", "matti@example.com"})
        queue(MailReason::password_changed, "", account(waiting));
    BOOST_TEST(deliver() == 3);
    BOOST_TEST(
        number("SELECT COUNT(*) FROM mail_outbox WHERE state = 1 AND attempts = 1 AND next_try_at > NOW()") == 3);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE reply = ''") == 1);
    (void)store::execute(root, "UPDATE account SET locale = 'sv'");
    (void)store::execute(root, "UPDATE mail_outbox SET next_try_at = created_at");
    BOOST_TEST(deliver() == 3);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE reply = ''") == 0);
}

BOOST_AUTO_TEST_CASE(hundreds_of_mails_to_invented_addresses_hold_up_no_resident)
{
    const auto aino = account("aino@example.com");
    for (int i = 0; i < 300; ++i)
        queue(MailReason::forgot, "nobody" + std::to_string(i) + "@example.com", std::nullopt);
    for (int i = 0; i < 300; ++i)
        queue(MailReason::registration, "nobody.else" + std::to_string(i) + "@example.com", std::nullopt);
    queue(MailReason::forgot, "aino@example.com", std::nullopt);
    queue(MailReason::password_changed, "", aino);
    deliver_until_residents_have_theirs();
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE to_stranger = 1 AND state = 1") == 600);
    // What stands back leaves when nothing else is due.
    while (deliver_what_is_untried() > 0) continue;
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE to_stranger = 1 AND attempts > 0") == 600);
}

BOOST_AUTO_TEST_CASE(mails_to_strangers_stand_back_wherever_in_the_queue_residents_are)
{
    const auto aino = account("aino@example.com");
    for (int i = 0; i < 100; ++i) {
        if (i % 20 == 0) queue(MailReason::password_changed, "", aino);
        queue(MailReason::forgot, "nobody" + std::to_string(i) + "@example.com", std::nullopt);
    }
    queue(MailReason::password_changed, "", aino);
    deliver_until_residents_have_theirs();
    while (deliver_what_is_untried() > 0) continue;
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE to_stranger = 1 AND attempts = 1") == 100);
}

BOOST_AUTO_TEST_CASE(an_address_that_old_accounts_share_does_not_stand_back)
{
    for (const auto* name : {"MattiM", "MattiVanha"})
        (void)store::execute(
            root,
            "INSERT INTO legacy_user (portal_user_id, old_name, old_name_key, email, email_key, status, linked_at, "
            "imported_at)"
            " VALUES (?, ?, LOWER(?), 'matti@example.com', 'matti@example.com', 2, ?, ?)",
            name, name, name, now, now);
    queue(MailReason::forgot, "matti@example.com", std::nullopt);
    BOOST_TEST(deliver() == 1);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE to_stranger = 0 AND attempts = 1") == 1);
}

BOOST_AUTO_TEST_CASE(what_leads_to_no_mail_ends_with_all_that_follows_from_it_however_much_there_is_of_it)
{
    const auto aino = account("aino@example.com");
    for (int i = 0; i < 45; ++i) queue(MailReason::login_first_step, "aino@example.com", std::nullopt);
    queue(MailReason::forgot, "aino@example.com", aino);
    BOOST_TEST(deliver() == 46);
    BOOST_TEST(
        number("SELECT COUNT(*) FROM mail_outbox WHERE state = 4 AND reply = 'needs no mail' AND typed = ''") == 45);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE state = 1 AND attempts = 1") == 1);
}

BOOST_AUTO_TEST_CASE(a_mail_that_another_mailer_is_about_to_take_is_left_to_it)
{
    queue(MailReason::password_changed, "", account("aino@example.com"));
    store::Database other{settings, settings.background_user, settings.background_password, never_down};
    store::in_transaction(other, [&](store::Transaction& tx) {
        BOOST_TEST(
            store::list(
                tx.db(), [](const store::Row& row) { return row.integer(0); }, "SELECT id FROM mail_outbox FOR UPDATE")
                .size() == 1U);
        BOOST_TEST(deliver() == 0);
    });
    BOOST_TEST(number("SELECT attempts FROM mail_outbox") == 0);
    BOOST_TEST(deliver() == 1);
}

BOOST_AUTO_TEST_CASE(a_mail_that_has_left_while_its_row_is_held_is_not_sent_again_and_holds_up_no_other_one)
{
    queue(MailReason::password_changed, "", account("aino@example.com"));
    mail::Smtp smtp{site.mail};
    auto here = room(smtp);
    here.ended.push_back({claimed(), {MailState::sent, "password_changed", "aino@example.com", "250 OK"}});
    queue(MailReason::password_changed, "", account("eeva@example.com"));
    store::in_transaction(root, [&](store::Transaction& tx) {
        // Its time to be taken again has come, too.
        (void)store::execute(
            tx.db(), "UPDATE mail_outbox SET next_try_at = created_at WHERE id = ?", here.ended[0].mail.id);
        BOOST_TEST(flow::deliver_mails(here) == 1);
    });
    BOOST_TEST(here.ended.size() == 1U);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE state = 1 AND attempts = 1") == 2);
    BOOST_TEST(flow::deliver_mails(here) == 0);
    BOOST_TEST(here.ended.empty());
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE state = 2 AND reply = '250 OK' AND attempts = 1") == 1);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE state = 1") == 1);
}

BOOST_AUTO_TEST_CASE(a_mail_in_hand_while_the_database_goes_away_is_tried_again_as_soon_as_that_is_back)
{
    queue(MailReason::forgot, "aino@example.com", account("aino@example.com"));
    mail::Smtp smtp{site.mail};
    auto here = room(smtp);
    deliver_while_the_database_goes_away(here);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE attempts = 1 AND next_try_at > UTC_TIMESTAMP()") == 1);
    BOOST_TEST(flow::deliver_mails(here) == 1);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE attempts = 2") == 1);
    BOOST_TEST(here.postponed.empty());
}

BOOST_AUTO_TEST_CASE(what_the_mail_server_said_while_the_database_went_away_is_written_once_that_is_back)
{
    queue(MailReason::password_changed, "", account("aino@example.com"));
    mail::Smtp smtp{site.mail};
    auto here = room(smtp);
    deliver_while_the_database_goes_away(here);
    BOOST_TEST(
        number("SELECT COUNT(*) FROM mail_outbox WHERE reply = '' AND next_try_at > UTC_TIMESTAMP() + INTERVAL 60 "
               "SECOND") == 1);
    BOOST_TEST(flow::deliver_mails(here) == 0);
    BOOST_TEST(
        number("SELECT COUNT(*) FROM mail_outbox WHERE reply <> '' AND next_try_at < UTC_TIMESTAMP() + INTERVAL 60 "
               "SECOND") == 1);
    BOOST_TEST(here.postponed.empty());
}

BOOST_AUTO_TEST_CASE(that_a_password_is_slowed_is_in_the_trail_once_its_owner_was_told)
{
    const auto aino = account("aino@example.com");
    const auto end = [&](MailState how) {
        queue(MailReason::sign_in_slowed, "aino@example.com", std::nullopt);
        flow::end_mail(background, claimed(), {how, "sign_in_slowed", "aino@example.com", ""}, now);
        return number("SELECT COUNT(*) FROM audit_event WHERE kind = 30");
    };
    BOOST_TEST(end(MailState::not_sent) == 0);
    BOOST_TEST(end(MailState::dead) == 0);
    BOOST_TEST(end(MailState::sent) == 1);
    (void)store::execute(root, "DELETE FROM account WHERE id = ?", aino); // while the mail was on its way
    BOOST_TEST(end(MailState::sent) == 1);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE state = 1") == 0);
}

BOOST_AUTO_TEST_CASE(an_invitation_whose_account_was_erased_ends_like_any_mail)
{
    queue(MailReason::invitation, "", std::nullopt);
    flow::end_mail(background, claimed(), {MailState::not_sent, "", "", "need not be invited"}, now);
    BOOST_TEST((state() == MailState::not_sent));
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event") == 0);
}

BOOST_AUTO_TEST_CASE(an_address_that_our_own_mail_server_refuses_is_marked_and_for_no_other_refusal)
{
    const auto aino = account("aino@example.com");
    enum class Of { this_mail, every_mail };
    const auto marked_by = [&](const std::string& reply, Of of = Of::this_mail) {
        queue(MailReason::password_changed, "", aino);
        const bool is_refusal = of == Of::this_mail;
        flow::end_mail(
            background, claimed(), {MailState::dead, "password_changed", "aino@example.com", reply, is_refusal}, now);
        return number("SELECT COUNT(*) FROM bounced_address") == 1;
    };
    BOOST_TEST(!marked_by("550 5.1.0 sender denied", Of::every_mail)); // until its time was over
    BOOST_TEST(!marked_by("554 5.7.1 relay access denied"));
    BOOST_TEST(marked_by("553 5.1.1 no such user"));
}

BOOST_AUTO_TEST_CASE(a_report_counts_by_what_it_says_of_a_mail_that_we_have)
{
    queue(MailReason::password_changed, "", account("erkki@example.com"));
    const auto mail = claimed();
    flow::end_mail(background, mail, {MailState::sent, "password_changed", "erkki@example.com", ""}, now);
    BOOST_TEST(take("relayed", mail.id) == flow::Taken::known); // no bad news
    BOOST_TEST(number("SELECT report_kind FROM mail_outbox") == 0);
    BOOST_TEST(take("postfix-delayed", mail.id) == flow::Taken::noted);
    BOOST_TEST(take("postfix-delayed", mail.id) == flow::Taken::known);
    BOOST_TEST(take("postfix-failed", mail.id + 1) == flow::Taken::not_ours);
    BOOST_TEST(take("out-of-office", mail.id) == flow::Taken::no_report);
    BOOST_TEST(number("SELECT COUNT(*) FROM bounced_address") == 0);
    BOOST_TEST(take("postfix-failed", mail.id) == flow::Taken::marked);
    BOOST_TEST(number("SELECT COUNT(*) FROM bounced_address") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
