// The life of an account that nobody uses, with a clock that is set on.
#include "flow/dormant_accounts.hpp"

#include "flow/end_mail.hpp"
#include "flow/mail_decision.hpp"
#include "store/accounts.hpp"
#include "store/erasure.hpp"
#include "store/outbox.hpp"
#include "support/mariadb.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

using namespace std::chrono_literals;
using std::chrono::days;

namespace {

const base::Instant now = base::from_datetime("2026-11-23 08:00:00");

std::int64_t number(store::Database& db, store::Sql<> sql)
{
    return store::find_one(
               db, [](const store::Row& row) { return row.integer(0); }, sql)
        .value();
}

std::string text(store::Database& db, store::Sql<> sql)
{
    return store::find_one(
               db, [](const store::Row& row) { return row.text(0); }, sql)
        .value();
}

/// Twelve residents whom the import made accounts for five years ago, and who have never come.
struct Town : support::FreshDatabase {
    Town()
    {
        (void)store::execute(
            root, "INSERT INTO account (public_id, email, email_key, created_at, updated_at)"
                  " SELECT LPAD(seq, 26, 'a'), CONCAT('r', seq, '@example.com'), CONCAT('r', seq, '@example.com'),"
                  " '2021-11-01 00:00:00', '2021-11-01 00:00:00' FROM seq_1_to_12");
        (void)store::execute(
            root,
            "INSERT INTO legacy_user (portal_user_id, old_name, email, email_key, status, account_id, linked_at,"
            " imported_at) SELECT id, CONCAT('u', id), email, email_key, 1, id, created_at, created_at FROM account");
        city.retention.dormant_years = 5;
    }

    void round(base::Instant at) { flow::see_to_dormant_accounts(background, city, at); }

    /// Every mail that is due leaves, and arrives. Returns how many did.
    unsigned deliver(base::Instant at)
    {
        unsigned sent = 0;
        for (const auto& mail : store::claim_mails(background, 100, 60s, at)) {
            const auto decision = flow::decide_mail(background, city, mail, at);
            const auto* to_send = std::get_if<flow::MailToSend>(&decision);
            const auto state = to_send == nullptr ? store::MailState::not_sent : store::MailState::sent;
            flow::end_mail(
                background, mail,
                {state, to_send == nullptr ? "" : std::string{view::name(to_send->kind)},
                 to_send == nullptr ? "" : to_send->recipient.key,
                 to_send == nullptr ? std::get<flow::NoMail>(decision).why : "250 ok"},
                at);
            sent += to_send == nullptr ? 0 : 1;
        }
        return sent;
    }

    /// Rounds and mails until there is nothing to do at this moment; how many mails left.
    unsigned settle(base::Instant at)
    {
        unsigned sent = 0;
        for (int i = 0; i < 5; ++i) {
            round(at);
            sent += deliver(at);
        }
        return sent;
    }

    std::int64_t in_state(store::AccountState state)
    {
        return store::find_one(
                   root, [](const store::Row& row) { return row.integer(0); },
                   "SELECT COUNT(*) FROM account WHERE state = ?", state)
            .value();
    }

    base::Settings city;
};

/// 60 days before the five years are over: a year of the calendar's mean length each.
const base::Instant due = base::from_datetime("2021-11-01 00:00:00") + std::chrono::years{5} - days{60};

} // namespace

BOOST_FIXTURE_TEST_SUITE(dormant_accounts, Town)

BOOST_AUTO_TEST_CASE(nothing_happens_unless_the_city_has_decided_so)
{
    city.retention.dormant_years = base::Settings{}.retention.dormant_years;
    BOOST_TEST(settle(now + days{10'000}) == 0U);
    BOOST_TEST(in_state(store::AccountState::active) == 12);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM audit_event") == 0);
}

BOOST_AUTO_TEST_CASE(owners_are_told_sixty_days_before_the_years_are_over_and_once)
{
    BOOST_TEST(settle(due - 1s) == 0U);
    BOOST_TEST(settle(due) == 12U);
    BOOST_TEST(settle(due + days{30}) == 0U);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE reason = 18 AND kind = 'dormant'") == 12);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM audit_event WHERE kind = 49") == 12);
    BOOST_TEST(in_state(store::AccountState::active) == 12);
}

BOOST_AUTO_TEST_CASE(a_round_tells_and_closes_a_few_and_its_mails_leave_after_those_that_somebody_waits_for)
{
    round(due);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE in_bulk = 1 AND detail = '30'") == 5);
    (void)settle(due);
    round(due + days{60});
    BOOST_TEST(in_state(store::AccountState::closed) == 5);
}

BOOST_AUTO_TEST_CASE(who_does_not_answer_is_closed_then_erased_and_the_import_finds_a_tombstone)
{
    (void)settle(due);
    BOOST_TEST(settle(due + days{60} - 1s) == 0U);
    BOOST_TEST(settle(due + days{60}) == 12U); // the mails that they are closed
    BOOST_TEST(in_state(store::AccountState::closed) == 12);
    BOOST_TEST(
        text(root, "SELECT GROUP_CONCAT(DISTINCT detail) FROM audit_event WHERE kind = 22") ==
        "nobody has signed in for years");
    const auto end = due + days{60} + city.account.erase_after;
    BOOST_TEST(store::list_accounts_to_erase(background, 100, end - 1s).empty());
    const auto to_erase = store::list_accounts_to_erase(background, 100, end);
    // As if the database's clock were there, too.
    (void)store::execute(root, "UPDATE account SET erase_at = '2020-01-01 00:00:00'");
    for (const auto& account : to_erase)
        store::in_transaction(
            background, [&](store::Transaction& tx) { BOOST_TEST(store::erase_account(tx, account, end)); });
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account") == 0);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM legacy_user WHERE status = 8 AND account_id IS NULL") == 12);
}

BOOST_AUTO_TEST_CASE(a_notice_that_is_not_sent_any_more_when_its_turn_comes_says_why)
{
    round(due);
    (void)store::execute(root, "UPDATE account SET state = 2 WHERE id = (SELECT account_id FROM mail_outbox LIMIT 1)");
    BOOST_TEST(deliver(due) == 4U);
    BOOST_TEST(text(root, "SELECT reply FROM mail_outbox WHERE state = 4") == "account is not dormant any more");
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account WHERE dormancy_told_at IS NOT NULL") == 4);
    city.retention.dormant_years = 0;
    (void)store::execute(root, "UPDATE mail_outbox SET state = 1, next_try_at = created_at");
    BOOST_TEST(deliver(due) == 0U);
}

BOOST_AUTO_TEST_CASE(an_address_that_takes_no_mail_gets_none_and_its_account_is_closed_all_the_same)
{
    (void)store::execute(
        root, "INSERT INTO bounced_address (account_id, email_key, bounced_at) SELECT id, email_key, '2022-01-01' FROM "
              "account");
    BOOST_TEST(settle(due) == 0U);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE reply = 'address takes no mail'") == 12);
    (void)settle(due + days{60});
    BOOST_TEST(in_state(store::AccountState::closed) == 12);
}

BOOST_AUTO_TEST_CASE(
    a_mail_server_that_refuses_the_notices_closes_nobody_and_an_address_that_is_none_is_nobody_s_to_tell)
{
    round(due);
    auto mails = store::claim_mails(background, 100, 60s, due);
    BOOST_REQUIRE(mails.size() == 5U);
    const auto nobody = store::find_account(background, mails.front().account.value())->email_key;
    const auto* reply = "550 5.1.1 user unknown";
    for (const auto& mail : mails) {
        flow::end_mail(background, mail, {store::MailState::dead, "dormant", nobody, reply, true}, due);
        reply = "554 5.7.1 we do not like you";
    }
    BOOST_TEST(text(root, "SELECT email_key FROM account WHERE dormancy_told_at IS NOT NULL") == nobody);
    round(due); // what failed waits until its row is gone
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE reason = 18") == 10);
}

BOOST_AUTO_TEST_CASE(longer_years_hold_for_whoever_was_told_before)
{
    (void)settle(due);
    city.retention.dormant_years = 6;
    (void)settle(due + days{60});
    BOOST_TEST(in_state(store::AccountState::active) == 12);
}

BOOST_AUTO_TEST_SUITE_END()
