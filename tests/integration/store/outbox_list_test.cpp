#include "store/outbox_list.hpp"

#include "given.hpp"
#include "store/outbox.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;
using store::MailReason;
using store::MailState;
using store::Revived;

namespace {

struct Outbox : support::FreshDatabase {
    /// A mail that waits; its number.
    std::uint64_t queued(MailReason reason = MailReason::forgot, std::optional<base::AccountId> about = std::nullopt)
    {
        store::queue_mail(
            pages,
            {.reason = reason,
             .typed = "Matti@example.com",
             .account = about,
             .language = base::Language::fi,
             .detail = "a detail"},
            now);
        return static_cast<std::uint64_t>(number(root, "SELECT MAX(id) FROM mail_outbox"));
    }

    /// A mail that its server refused for good.
    std::uint64_t dead(MailReason reason = MailReason::forgot, const std::string& recipient = "matti@example.com")
    {
        const auto id = queued(reason);
        (void)store::claim_mails(background, 10, 60s, now);
        store::finish_mail(background, id, MailState::dead, "recovery", recipient, "550 no", now + 1h);
        return id;
    }

    std::vector<std::uint64_t> listed(MailState state, std::optional<std::uint64_t> before, unsigned most)
    {
        std::vector<std::uint64_t> ids;
        for (const auto& row : store::list_outbox(admin, state, before, most)) ids.push_back(row.id);
        return ids;
    }

    Revived revive(std::uint64_t id, base::Instant at = now + 2h)
    {
        return store::in_transaction(admin, [&](store::Transaction& tx) { return store::revive_mail(tx, id, at); });
    }
    bool hasten(std::uint64_t id, base::Instant at = now)
    {
        return store::in_transaction(admin, [&](store::Transaction& tx) { return store::hasten_mail(tx, id, at); });
    }
};

using Ids = std::vector<std::uint64_t>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(outbox_list, Outbox)

BOOST_AUTO_TEST_CASE(mails_of_one_state_are_listed_the_newest_in_front_and_page_by_page)
{
    const auto first = queued();
    const auto second = queued();
    const auto third = queued();
    BOOST_TEST(listed(MailState::queued, std::nullopt, 10) == (Ids{third, second, first}));
    BOOST_TEST(listed(MailState::queued, std::nullopt, 2) == (Ids{third, second}));
    BOOST_TEST(listed(MailState::queued, second, 2) == (Ids{first}));
    BOOST_TEST(listed(MailState::queued, first, 2).empty());
    BOOST_TEST(listed(MailState::dead, std::nullopt, 10).empty());
}

BOOST_AUTO_TEST_CASE(a_row_tells_what_became_of_the_mail)
{
    (void)queued(MailReason::registration);
    const auto waiting = store::list_outbox(admin, MailState::queued, std::nullopt, 10).at(0);
    BOOST_TEST((waiting.reason == MailReason::registration));
    BOOST_TEST(waiting.attempts == 0U);
    BOOST_TEST(waiting.kind.empty());
    BOOST_TEST(waiting.recipient.empty()); // nobody has decided yet
    BOOST_TEST((waiting.created_at == now));
    BOOST_TEST((waiting.next_try_at == now));
    BOOST_TEST(!waiting.finished_at);

    (void)dead();
    const auto over = store::list_outbox(admin, MailState::dead, std::nullopt, 10).at(0);
    BOOST_TEST((over.state == MailState::dead));
    BOOST_TEST(over.attempts == 1U);
    BOOST_TEST(over.kind == "recovery");
    BOOST_TEST(over.recipient == "matti@example.com");
    BOOST_TEST(over.reply == "550 no");
    BOOST_TEST((over.finished_at == now + 1h));
}

BOOST_AUTO_TEST_CASE(a_dead_mail_waits_again_as_if_it_had_been_asked_for_now)
{
    const auto id = dead();
    const auto other = dead();
    BOOST_TEST((revive(id) == Revived::queued));
    const auto waiting = store::list_outbox(admin, MailState::queued, std::nullopt, 10);
    BOOST_REQUIRE(waiting.size() == 1U);
    BOOST_TEST(waiting[0].attempts == 0U);
    BOOST_TEST((waiting[0].created_at == now + 2h)); // the time to give up begins anew
    BOOST_TEST(!waiting[0].finished_at);
    const auto claimed = store::claim_mails(background, 10, 60s, now + 2h);
    BOOST_REQUIRE(claimed.size() == 1U);
    BOOST_TEST(claimed[0].typed == "matti@example.com");
    BOOST_TEST(listed(MailState::dead, std::nullopt, 10) == Ids{other});
    BOOST_TEST((revive(id) == Revived::not_dead));
}

BOOST_AUTO_TEST_CASE(a_mail_that_was_to_leave_later_has_its_whole_time_again_when_it_is_revived)
{
    store::queue_mail(
        pages,
        {.reason = MailReason::dormancy,
         .typed = "",
         .account = std::nullopt,
         .language = base::Language::fi,
         .not_before = now + 1h},
        now);
    const auto id = store::claim_mails(background, 10, 60s, now + 1h).at(0).id;
    store::finish_mail(background, id, MailState::dead, "dormant", "matti@example.com", "451 later", now + 25h);
    BOOST_TEST((revive(id, now + 26h) == Revived::queued));
    BOOST_TEST(!store::claim_mails(background, 10, 60s, now + 26h).at(0).not_before);
}

BOOST_AUTO_TEST_CASE(only_a_dead_mail_is_revived)
{
    const auto waiting = queued();
    BOOST_TEST((revive(waiting) == Revived::not_dead));
    (void)store::claim_mails(background, 10, 60s, now);
    store::finish_mail(background, waiting, MailState::sent, "recovery", "matti@example.com", "250 ok", now);
    BOOST_TEST((revive(waiting) == Revived::not_dead));
    BOOST_TEST((revive(waiting + 1000) == Revived::not_dead));
    BOOST_TEST(listed(MailState::sent, std::nullopt, 10) == Ids{waiting});
}

BOOST_AUTO_TEST_CASE(a_dead_mail_that_was_to_tell_of_something_erased_stays_dead)
{
    for (const auto reason :
         {MailReason::new_device, MailReason::sign_in_slowed, MailReason::add_old_user, MailReason::staff_acted,
          MailReason::staff_change, MailReason::invitation}) {
        BOOST_TEST_CONTEXT(static_cast<int>(reason))
        {
            BOOST_TEST((revive(dead(reason)) == Revived::forgotten));
        }
    }
    BOOST_TEST((revive(dead(MailReason::forgot, "")) == Revived::forgotten)); // it never had a recipient
    BOOST_TEST(listed(MailState::queued, std::nullopt, 10).empty());
    BOOST_TEST(listed(MailState::dead, std::nullopt, 10).size() == 7U);
}

BOOST_AUTO_TEST_CASE(a_mail_that_waits_for_a_later_try_is_due_at_once)
{
    const auto id = queued();
    const auto first = store::claim_mails(background, 10, 60s, now);
    store::retry_mail(background, first.at(0), now + 6h, "451 later");
    BOOST_TEST(store::claim_mails(background, 10, 60s, now + 1h).empty());
    BOOST_TEST(hasten(id, now + 1h));
    BOOST_TEST(!hasten(id, now + 2h)); // it is due by now
    const auto claimed = store::claim_mails(background, 10, 60s, now + 1h);
    BOOST_REQUIRE(claimed.size() == 1U);
    BOOST_TEST(claimed[0].id == id);
    BOOST_TEST(claimed[0].attempts == 2U); // counted on
}

BOOST_AUTO_TEST_CASE(only_a_mail_that_waits_is_hastened)
{
    const auto id = dead();
    BOOST_TEST(!hasten(id));
    BOOST_TEST(!hasten(id + 1000));
    BOOST_TEST(listed(MailState::dead, std::nullopt, 10) == Ids{id});
}

BOOST_AUTO_TEST_CASE(it_is_known_whose_account_a_mail_is_about)
{
    const auto id = account(pages, "matti@example.com");
    BOOST_TEST((store::find_account_of_mail(admin, queued(MailReason::password_changed, id)) == id));
    const auto nobodys = queued();
    BOOST_TEST(!store::find_account_of_mail(admin, nobodys));
    BOOST_TEST(!store::find_account_of_mail(admin, nobodys + 1000));
}

BOOST_AUTO_TEST_SUITE_END()
