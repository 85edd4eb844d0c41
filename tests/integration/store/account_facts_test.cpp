#include "store/account_facts.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

namespace {

struct Facts : support::FreshDatabase {
    base::AccountId id = account(pages, "matti@example.com");
    auth::Digest name = auth::digest("name");
    auth::Digest browser = auth::digest("browser");

    store::AccountFacts facts(base::Instant at = now)
    {
        return store::account_facts(pages, store::find_account(pages, id).value(), {name, {browser}}, at);
    }
    void happened(store::AuditKind kind, base::Instant at, const std::string& unit = "")
    {
        store::in_transaction(pages, [&](store::Transaction& tx) {
            tx.record(
                {.kind = kind,
                 .account = id,
                 .client_network = "",
                 .detail = "",
                 .reference = "",
                 .actor = unit,
                 .unit = unit,
                 .reason = unit},
                at);
        });
    }
    void queue(const std::string& typed, std::optional<base::AccountId> about, base::Instant at)
    {
        store::queue_mail(
            pages,
            {.reason = store::MailReason::forgot, .typed = typed, .account = about, .language = base::Language::fi},
            at);
    }
    void failures(unsigned count) { failures(name, count); }
    void failures(const auth::Digest& key, unsigned count)
    {
        (void)store::execute(
            root, "REPLACE INTO throttle (key_digest, failures, not_before, last_at) VALUES (?, ?, ?, ?)", key, count,
            now, now);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(account_facts, Facts)

BOOST_AUTO_TEST_CASE(of_a_new_account_there_is_little_to_say)
{
    (void)account(pages, "maija@example.com");
    const auto all = facts(now + 1h);
    BOOST_TEST((all.account.id == id));
    BOOST_TEST((all.created_at == now));
    BOOST_TEST((all.password_set_at == now));
    BOOST_TEST(!all.mail_stopped_at);
    BOOST_TEST(!all.state_since);
    BOOST_TEST(!all.last_sign_in);
    BOOST_TEST(all.failures.failures == 0U);
    BOOST_TEST(!all.failures.not_before);
    BOOST_TEST(!all.failures.password_is_shut);
    BOOST_TEST(all.old_users.empty());
    BOOST_TEST(all.mails.empty());
    BOOST_TEST(all.links.empty());
    BOOST_TEST(all.sessions.empty());
    BOOST_TEST(!all.bounce);
    BOOST_TEST(!all.waiting);
    BOOST_TEST(!all.staff);
    BOOST_TEST(all.by_staff.empty());
}

BOOST_AUTO_TEST_CASE(the_trail_says_when_the_state_changed_and_when_somebody_last_signed_in)
{
    happened(store::AuditKind::sign_in, now + 1h);
    happened(store::AuditKind::sign_in, now + 2h);
    happened(store::AuditKind::account_locked, now + 3h, "Lupaneuvonta");
    happened(store::AuditKind::sign_in_failed, now + 4h);
    const auto all = facts(now + 5h);
    BOOST_TEST((all.last_sign_in == now + 2h));
    BOOST_TEST((all.state_since == now + 3h));
    BOOST_REQUIRE(all.by_staff.size() == 1U);
    BOOST_TEST(all.by_staff[0].unit == "Lupaneuvonta");
}

BOOST_AUTO_TEST_CASE(mails_are_those_about_the_account_and_those_to_its_address_each_once)
{
    queue("", id, now);
    queue("Matti@example.com", std::nullopt, now + 1min);
    queue("matti@example.com", id, now + 2min);
    queue("maija@example.com", std::nullopt, now + 3min);
    const auto waiting = facts().mails;
    BOOST_REQUIRE(waiting.size() == 3U);
    BOOST_TEST((waiting[0].created_at == now + 2min)); // the newest in front
    BOOST_TEST((waiting[0].state == store::MailState::queued));
    BOOST_TEST((waiting[0].next_try_at == now + 2min));
    BOOST_TEST((waiting[2].created_at == now));

    for (const auto& each : store::claim_mails(background, 10, 60s, now + 1h))
        store::finish_mail(
            background, each.id, store::MailState::dead, "recovery", "matti@example.com", "550 no", now + 1h);
    const auto over = facts().mails;
    BOOST_REQUIRE(over.size() == 4U); // the fourth went to the same address after all
    BOOST_TEST(over[0].kind == "recovery");
    BOOST_TEST(over[0].recipient == "matti@example.com");
    BOOST_TEST(over[0].reply == "550 no");
    BOOST_TEST(over[0].attempts == 1U);
    BOOST_TEST((over[0].finished_at == now + 1h));
    BOOST_TEST(!over[0].next_try_at);
}

BOOST_AUTO_TEST_CASE(there_are_thirty_of_a_kind_at_most)
{
    for (int i = 0; i < 31; ++i) {
        queue("", id, now + i * 1min);
        happened(store::AuditKind::account_viewed, now + i * 1min, "Lupaneuvonta");
    }
    const auto all = facts();
    BOOST_TEST(all.mails.size() == 30U);
    BOOST_TEST((all.mails.at(0).created_at == now + 30min));
    BOOST_TEST(all.by_staff.size() == 30U);
    BOOST_TEST((all.by_staff.at(0).at == now + 30min));
}

BOOST_AUTO_TEST_CASE(links_sessions_and_old_users_are_those_of_the_account)
{
    const auto other = account(pages, "maija@example.com");
    stored_link(background, "a", link(id, "matti@example.com"), now);
    stored_link(background, "b", link(other, "maija@example.com"), now);
    stored_session(pages, session("a", id));
    stored_session(pages, session("b", other));
    legacy_user(root, "7", "masa", id, 1, "");
    legacy_user(root, "8", "maija", other, 1, "");
    const auto all = facts();
    BOOST_REQUIRE(all.links.size() == 1U);
    BOOST_TEST((all.links[0].purpose == store::LinkPurpose::set_password));
    BOOST_TEST((all.links[0].expires_at == now + 1h));
    BOOST_TEST(!all.links[0].used_at);
    BOOST_REQUIRE(all.sessions.size() == 1U);
    BOOST_TEST((all.sessions[0].id == auth::digest("a")));
    BOOST_REQUIRE(all.old_users.size() == 1U);
    BOOST_TEST(all.old_users[0].old_name == "masa");
    BOOST_TEST(facts(now + 12h).sessions.empty());
}

BOOST_AUTO_TEST_CASE(failures_in_a_row_tell_how_long_to_wait_and_when_the_password_is_shut)
{
    failures(3);
    BOOST_TEST(facts().failures.failures == 3U);
    BOOST_TEST(!facts().failures.not_before);
    failures(10);
    const auto slowed = facts().failures;
    BOOST_TEST(slowed.failures == 10U);
    BOOST_REQUIRE(slowed.not_before);
    BOOST_TEST((*slowed.not_before > now));
    BOOST_TEST(!slowed.password_is_shut);
    BOOST_TEST(!facts(*slowed.not_before).failures.not_before); // that wait is over
    failures(browser, 12);                                      // what hinders most counts, be it at home
    BOOST_TEST(facts().failures.failures == 12U);
    BOOST_TEST((facts().failures.not_before == std::max(*slowed.not_before, now + 1min)));
    failures(1000);
    BOOST_TEST(facts().failures.password_is_shut);
    BOOST_TEST(!facts().failures.device_is_shut);
    failures(0);
    failures(browser, 1000);
    BOOST_TEST(facts().failures.device_is_shut);
    BOOST_TEST(!facts().failures.password_is_shut);
    BOOST_TEST(!facts().failures.not_before);
    BOOST_TEST(facts().failures.failures == 1000U);
}

BOOST_AUTO_TEST_CASE(a_bounce_a_waiting_change_and_the_own_role_are_told)
{
    store::in_transaction(admin, [&](store::Transaction& tx) {
        (void)store::mark_bounced(tx, "matti@example.com", {store::ReportKind::no_such_address, "5.1.1", "no"}, now);
        store::stop_mails(tx, id, now);
        store::give_staff_role(tx, id, "Lupaneuvonta", now + 1h, now);
        (void)store::add_staff_change(
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
            now);
    });
    const auto all = facts();
    BOOST_TEST(all.bounce.value().status == "5.1.1");
    BOOST_TEST((all.mail_stopped_at == now));
    BOOST_TEST(all.staff.value().unit == "Lupaneuvonta");
    BOOST_TEST(all.waiting.value().what.user_name.typed == "uusi@example.com");
}

BOOST_AUTO_TEST_SUITE_END()
