#include "forwarder.hpp"
#include "given.hpp"
#include "store/outbox.hpp"

#include <boost/test/unit_test.hpp>

#include <mutex>
#include <set>

using namespace given;
using store::MailReason;
using store::MailState;

BOOST_FIXTURE_TEST_SUITE(outbox, support::FreshDatabase)

namespace {

store::NewMail mail(const std::string& typed)
{
    return {
        .reason = MailReason::forgot,
        .typed = typed,
        .account = {},
        .language = base::Language::sv,
        .return_url = "/hakemukset"};
}

std::vector<store::QueuedMail> claim(store::Database& db, base::Instant at = now)
{
    return store::claim_mails(db, 10, 60s, at);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_claimed_mail_is_as_it_was_queued)
{
    const auto id = account(pages, "matti@example.com");
    store::queue_mail(pages, mail("Matti 🦆"), now);
    auto notice = mail("");
    notice.reason = MailReason::password_changed;
    notice.account = id;
    notice.password_generation = 7;
    store::in_transaction(pages, [&](store::Transaction& tx) { store::queue_mail(tx, notice, now + 1s); });

    const auto claimed = claim(background, now + 1s);
    BOOST_REQUIRE(claimed.size() == 2U);
    BOOST_TEST(claimed[0].typed == "Matti 🦆");
    BOOST_TEST((claimed[0].reason == MailReason::forgot));
    BOOST_TEST((claimed[0].language == base::Language::sv));
    BOOST_TEST(claimed[0].return_url == "/hakemukset");
    BOOST_TEST((claimed[0].created_at == now));
    BOOST_TEST(claimed[0].attempts == 1U);
    BOOST_TEST(!claimed[0].account);
    BOOST_TEST((claimed[1].account == id));
    BOOST_TEST(claimed[1].password_generation == 7U);
}

BOOST_AUTO_TEST_CASE(a_mail_queued_in_a_transaction_that_fails_was_never_queued)
{
    const auto fail = [](store::Transaction& tx) {
        store::queue_mail(tx, mail("a@example.com"), now);
        throw std::runtime_error{"power cut"};
    };
    BOOST_CHECK_THROW(store::in_transaction(pages, fail), std::runtime_error);
    BOOST_TEST(claim(background).empty());
}

BOOST_AUTO_TEST_CASE(four_mailers_get_each_of_five_hundred_rows_once)
{
    for (int i = 0; i < 500; ++i) store::queue_mail(pages, mail(std::to_string(i) + "@example.com"), now);
    std::mutex guard;
    std::multiset<std::uint64_t> taken;
    {
        std::vector<std::jthread> mailers;
        for (int i = 0; i < 4; ++i) {
            mailers.emplace_back([&] {
                store::Database db{patient(), settings.background_user, settings.background_password, down_until_ms};
                for (auto mails = claim(db); !mails.empty(); mails = claim(db)) {
                    const std::lock_guard lock{guard};
                    for (const auto& each : mails) taken.insert(each.id);
                }
            });
        }
    }
    BOOST_TEST(taken.size() == 500U);
    BOOST_TEST(std::set<std::uint64_t>(taken.begin(), taken.end()).size() == 500U);
}

BOOST_AUTO_TEST_CASE(the_rows_of_a_killed_mailer_come_back_when_its_claim_ends)
{
    store::queue_mail(pages, mail("a@example.com"), now);
    {
        store::Database killed{settings, settings.background_user, settings.background_password, down_until_ms};
        BOOST_TEST(claim(killed).size() == 1U);
    }
    BOOST_TEST(claim(background, now + 59s).empty());
    const auto again = claim(background, now + 60s);
    BOOST_REQUIRE(again.size() == 1U);
    BOOST_TEST(again[0].attempts == 2U);
}

BOOST_AUTO_TEST_CASE(a_mailer_passes_by_rows_that_another_one_is_claiming)
{
    store::queue_mail(pages, mail("locked@example.com"), now);
    store::queue_mail(pages, mail("free@example.com"), now);
    store::in_transaction(root, [&](store::Transaction& tx) {
        BOOST_TEST(
            number(
                tx.db(), "SELECT COUNT(*) FROM (SELECT id FROM mail_outbox WHERE typed = 'locked@example.com'"
                         " FOR UPDATE) l") == 1);
        (void)store::execute(tx.db(), "UPDATE mail_outbox SET attempts = 5 WHERE typed = 'locked@example.com'");
        const auto claimed = claim(background);
        BOOST_REQUIRE(claimed.size() == 1U);
        BOOST_TEST(claimed[0].typed == "free@example.com");
    });
}

BOOST_AUTO_TEST_CASE(a_mail_that_somebody_waits_for_goes_before_a_thousand_that_nobody_does)
{
    auto bulk = mail("");
    bulk.in_bulk = true;
    store::in_transaction(pages, [&](store::Transaction& tx) {
        for (int i = 0; i < 1000; ++i) store::queue_mail(tx, bulk, now - 1h);
    });
    for (int i = 0; i < 3; ++i) store::queue_mail(pages, mail("waits@example.com"), now);
    for (int i = 0; i < 3; ++i) {
        const auto next = store::claim_mails(background, 1, 60s, now);
        BOOST_REQUIRE(next.size() == 1U);
        BOOST_TEST(!next[0].in_bulk);
    }
    BOOST_TEST(store::claim_mails(background, 1, 60s, now, store::Turn::waited_for).empty());
    const auto then = store::claim_mails(background, 1, 60s, now);
    BOOST_REQUIRE(then.size() == 1U);
    BOOST_TEST(then[0].in_bulk);
}

BOOST_AUTO_TEST_CASE(a_mail_that_stands_back_goes_after_those_that_somebody_waits_for_and_before_those_in_bulk)
{
    auto bulk = mail("bulk@example.com");
    bulk.in_bulk = true;
    store::queue_mail(pages, bulk, now - 2h);
    store::queue_mail(pages, mail("stranger@example.com"), now - 1h);
    store::queue_mail(pages, mail("waits@example.com"), now);
    const auto stranger = store::list_due_mails(background, 1, now).at(0).id;
    store::in_transaction(background, [&](store::Transaction& tx) { store::let_others_go_first(tx, stranger); });

    const auto due = store::list_due_mails(background, 10, now);
    BOOST_REQUIRE(due.size() == 1U);
    BOOST_TEST(due[0].typed == "waits@example.com");
    for (const auto* expected : {"waits@example.com", "stranger@example.com"}) {
        BOOST_TEST(store::is_mail_due(background, now, store::Turn::waited_for));
        const auto next = store::claim_mails(background, 1, 60s, now, store::Turn::waited_for);
        BOOST_REQUIRE(next.size() == 1U);
        BOOST_TEST(next[0].typed == expected);
    }
    BOOST_TEST(!store::is_mail_due(background, now, store::Turn::waited_for));
    BOOST_TEST(store::claim_mails(background, 1, 60s, now).at(0).typed == "bulk@example.com");
}

BOOST_AUTO_TEST_CASE(a_claimed_mail_that_is_given_back_stands_back_as_if_nobody_had_begun_with_it)
{
    store::queue_mail(pages, mail("stranger@example.com"), now - 1h);
    const auto claimed = claim(background).at(0);
    BOOST_TEST(!claimed.stands_back);
    BOOST_TEST(claim(background).empty());
    store::give_back_behind_others(background, claimed, now);
    store::queue_mail(pages, mail("waits@example.com"), now);
    const auto first = store::claim_mails(background, 1, 60s, now).at(0);
    BOOST_TEST(first.typed == "waits@example.com");
    const auto second = store::claim_mails(background, 1, 60s, now).at(0);
    BOOST_TEST(second.typed == "stranger@example.com");
    BOOST_TEST(second.stands_back);
    BOOST_TEST(second.attempts == 1U);
    store::finish_mail(background, second.id, MailState::sent, "unknown", "stranger@example.com", "250", now);
    store::give_back_behind_others(background, second, now);
    BOOST_TEST(claim(background).empty());
}

BOOST_AUTO_TEST_CASE(mails_that_are_due_are_listed_the_oldest_in_front_and_not_taken)
{
    auto bulk = mail("bulk@example.com");
    bulk.in_bulk = true;
    store::queue_mail(pages, bulk, now - 2h);
    store::queue_mail(pages, mail("later@example.com"), now + 1s);
    store::queue_mail(pages, mail("second@example.com"), now);
    store::queue_mail(pages, mail("first@example.com"), now - 1s);
    for (int i = 0; i < 2; ++i) {
        const auto due = store::list_due_mails(background, 10, now);
        BOOST_REQUIRE(due.size() == 2U);
        BOOST_TEST(due[0].typed == "first@example.com");
        BOOST_TEST(due[1].typed == "second@example.com");
    }
    BOOST_TEST(store::list_due_mails(background, 1, now).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_mailer_hears_of_a_mail_in_bulk_only_where_it_may_take_one)
{
    using store::Turn;
    BOOST_TEST(!store::is_mail_due(background, now, Turn::any));
    auto bulk = mail("bulk@example.com");
    bulk.in_bulk = true;
    store::queue_mail(pages, bulk, now);
    BOOST_TEST(store::is_mail_due(background, now, Turn::any));
    BOOST_TEST(!store::is_mail_due(background, now, Turn::waited_for));
    BOOST_TEST(!store::is_mail_due(background, now - 1s, Turn::any));
    store::queue_mail(pages, mail("waits@example.com"), now);
    BOOST_TEST(store::is_mail_due(background, now, Turn::waited_for));
}

BOOST_AUTO_TEST_CASE(a_mail_with_a_first_time_does_not_leave_before_it)
{
    auto later = mail("a@example.com");
    later.not_before = now + 3h;
    store::queue_mail(pages, later, now);
    BOOST_TEST(claim(background, now + 3h - 1s).empty());
    const auto claimed = claim(background, now + 3h);
    BOOST_REQUIRE(claimed.size() == 1U);
    BOOST_TEST((claimed[0].created_at == now));
    BOOST_TEST((claimed[0].not_before == now + 3h));
}

BOOST_AUTO_TEST_CASE(a_mail_that_failed_waits_for_its_next_time)
{
    store::queue_mail(pages, mail("a@example.com"), now);
    const auto claimed = claim(background).at(0);
    store::retry_mail(background, claimed, now + 5min, "451 later \xff " + std::string(2000, 'x'));
    BOOST_TEST(claim(background, now + 5min - 1s).empty());
    BOOST_TEST(claim(background, now + 5min).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_claim_whose_answer_was_lost_holds_when_it_was_committed_and_else_does_not)
{
    using AtCommit = Forwarder::AtCommit;
    Forwarder forwarder{support::server().socket()};
    auto far_settings = settings;
    far_settings.hosts[0].socket = forwarder.socket();
    store::Database far{far_settings, settings.background_user, settings.background_password, down_until_ms};
    for (const auto at_commit : {AtCommit::cut_after, AtCommit::cut_before}) {
        store::queue_mail(pages, mail("a@example.com"), now);
        forwarder.at_next_commit(at_commit);
        const auto claimed = claim(far);
        BOOST_TEST(claimed.size() == (at_commit == AtCommit::cut_after ? 1U : 0U));
        BOOST_TEST(claim(background).size() == 1U - claimed.size());
        (void)store::execute(root, "DELETE FROM mail_outbox");
    }
}

BOOST_AUTO_TEST_CASE(a_mail_that_another_mailer_has_claimed_meanwhile_is_left_to_it)
{
    store::queue_mail(pages, mail("a@example.com"), now);
    const auto first = claim(background).at(0);
    const auto second = claim(background, now + 1h).at(0);
    store::retry_mail(background, first, now, "451 later");
    BOOST_TEST(claim(background, now + 1h).empty());
    store::retry_mail(background, second, now, "451 later");
    BOOST_TEST(claim(background, now + 1h).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_finished_mail_is_never_sent_again_and_forgets_what_was_typed)
{
    store::queue_mail(pages, mail("a@example.com"), now);
    const auto claimed = claim(background).at(0);
    store::finish_mail(background, claimed.id, MailState::sent, "recovery", "a@example.com", "250 ok", now);
    store::finish_mail(background, claimed.id, MailState::dead, "", "", "late", now + 1s);
    store::retry_mail(background, claimed, now, "late");
    BOOST_TEST(claim(background, now + 24h).empty());
    BOOST_TEST(
        number(root, "SELECT COUNT(*) FROM mail_outbox WHERE typed = '' AND state = 2 AND reply = '250 ok'") == 1);
}

BOOST_AUTO_TEST_CASE(requests_are_counted_alike_however_the_name_was_spelled_and_after_they_were_finished)
{
    for (const std::string typed : {"Matti@Example.com", " matti@example.com", "MATTI@EXAMPLE.COM "}) {
        store::queue_mail(pages, mail(typed), now);
    }
    store::queue_mail(pages, mail("matti@example.com"), now - 1h);
    store::queue_mail(pages, mail("mätti@example.com"), now);
    for (const auto& each : claim(background)) {
        store::finish_mail(background, each.id, MailState::not_sent, "", "", "unknown", now);
    }
    BOOST_TEST(store::count_mails_asked(pages, MailReason::forgot, "matti@example.com", now) == 3U);
    BOOST_TEST(store::count_mails_asked(pages, MailReason::forgot, "matti@example.com", now - 1h) == 4U);
    BOOST_TEST(store::count_mails_asked(pages, MailReason::forgot, "matti@example.org", now) == 0U);
    BOOST_TEST(store::count_mails_asked(pages, MailReason::forgot, "", now) == 0U);
}

BOOST_AUTO_TEST_CASE(whatever_a_visitor_types_can_be_queued_and_counted)
{
    std::string ducks;
    for (int i = 0; i < 400; ++i) ducks += "🦆";
    for (const auto& typed :
         {std::string(100000, 'x'), ducks, std::string{"\xff\xfe\x00 x", 5}, std::string{"'; --"}}) {
        store::queue_mail(pages, mail(typed), now);
        BOOST_TEST(store::count_mails_asked(pages, MailReason::forgot, typed, now) == 1U);
    }
    BOOST_TEST(claim(background).size() == 4U);
}

/// One that is to leave, as far as the history looks at it.
store::QueuedMail
leaving(std::uint32_t generation, std::optional<base::AccountId> account = std::nullopt, std::string typed = "x")
{
    return {
        .id = 1,
        .reason = MailReason::forgot,
        .typed = std::move(typed),
        .account = account,
        .password_generation = generation,
        .language = base::Language::fi,
        .return_url = "",
        .created_at = now,
        .attempts = 1};
}

BOOST_AUTO_TEST_CASE(the_history_knows_what_the_same_account_asked_for_with_the_same_text)
{
    const auto matti = account(pages, "matti@example.com");
    auto asked = mail("vanha");
    asked.account = matti;
    asked.password_generation = 1;
    store::queue_mail(pages, asked, now - 3h);
    const auto id = claim(background).at(0).id;
    store::finish_mail(background, id, MailState::sent, "add_old_user", "a@example.com", "", now);
    const auto last = [&](const store::QueuedMail& next) {
        return store::mail_history(background, "a@example.com", "add_old_user", next, now - 1h).last_of_request;
    };
    BOOST_TEST((last(leaving(1, matti, "Vanha")) == now));
    BOOST_TEST(!last(leaving(2, matti, "vanha")));
    BOOST_TEST(!last(leaving(1, matti, "toinen")));
    BOOST_TEST(!last(leaving(1, account(pages, "b@example.com"), "vanha")));
    BOOST_TEST(!last(leaving(1, std::nullopt, "vanha")));
}

BOOST_AUTO_TEST_CASE(the_history_counts_what_left_to_an_address_and_names_the_last_of_a_kind)
{
    const auto finish = [&](MailState state, const std::string& kind, const std::string& to, base::Instant at) {
        store::queue_mail(pages, mail("x"), now - 3h);
        for (const auto& each : claim(background)) store::finish_mail(background, each.id, state, kind, to, "", at);
    };
    finish(MailState::sent, "recovery", "a@example.com", now - 2h);
    finish(MailState::sent, "recovery", "a@example.com", now - 1h);
    finish(MailState::sent, "notice", "a@example.com", now);
    finish(MailState::dead, "recovery", "a@example.com", now);
    finish(MailState::sent, "recovery", "b@example.com", now);

    const auto history = store::mail_history(background, "a@example.com", "recovery", leaving(0), now - 90min);
    BOOST_TEST(history.sent == 2U);
    BOOST_TEST((history.last_of_kind == now - 1h));
    BOOST_TEST((history.last_of_generation == now - 1h));
    const auto later = store::mail_history(background, "a@example.com", "recovery", leaving(1), now - 90min);
    BOOST_TEST((later.last_of_kind == now - 1h));
    BOOST_TEST(!later.last_of_generation, "none since the password changed");
    const auto none = store::mail_history(background, "c@example.com", "recovery", leaving(0), now - 24h);
    BOOST_TEST(none.sent == 0U);
    BOOST_TEST(!none.last_of_kind);
}

BOOST_AUTO_TEST_CASE(what_nobody_waited_for_does_not_count_for_the_limits_of_an_address)
{
    auto bulk = mail("");
    bulk.in_bulk = true;
    store::queue_mail(pages, bulk, now);
    const auto id = claim(background).at(0).id;
    store::finish_mail(background, id, MailState::sent, "invitation", "a@example.com", "250 ok", now);
    BOOST_TEST(store::mail_history(background, "a@example.com", "invitation", leaving(0), now - 1h).sent == 0U);
}

BOOST_AUTO_TEST_CASE(what_an_account_asked_for_is_counted_whatever_it_typed)
{
    const auto matti = account(pages, "matti@example.com");
    const auto maija = account(pages, "maija@example.com");
    const auto ask = [&](base::AccountId who, const std::string& typed, MailReason reason, base::Instant at) {
        auto asked = mail(typed);
        asked.account = who;
        asked.reason = reason;
        store::queue_mail(pages, asked, at);
    };
    ask(matti, "a@example.com", MailReason::email_change, now - 1h);
    ask(matti, "b@example.com", MailReason::email_change, now);
    ask(matti, "b@example.com", MailReason::forgot, now);
    ask(maija, "b@example.com", MailReason::email_change, now);
    for (const auto& each : claim(background))
        store::finish_mail(background, each.id, MailState::not_sent, "", "", "taken", now);
    const auto count = [&](base::Instant since) {
        return store::count_mails_of_account(pages, MailReason::email_change, matti, since);
    };
    BOOST_TEST(count(now - 1h) == 2U);
    BOOST_TEST(count(now) == 1U);
    BOOST_TEST(count(now + 1s) == 0U);
    BOOST_TEST(store::count_mails_of_account(pages, MailReason::new_device, matti, now - 1h) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
