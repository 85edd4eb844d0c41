#include "store/progress.hpp"

#include "given.hpp"
#include "store/bounces.hpp"
#include "store/invitations.hpp"
#include "store/legacy_users.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

using namespace given;
using store::LegacyStatus;
using store::MovingStep;

namespace {

/// Residents of the portal, and one who registered anew and must not be counted.
struct Moving : support::FreshDatabase {
    base::AccountId matti = resident("matti");
    base::AccountId newcomer = account(pages, "newcomer@example.com", std::nullopt);

    base::AccountId resident(const std::string& name)
    {
        const auto id = account(pages, name + "@example.com", std::nullopt);
        legacy_user(root, "p-" + name, name, id, 1, name + "@example.com");
        return id;
    }
    void linked_at(const std::string& portal_id, base::Instant at)
    {
        (void)store::execute(root, "UPDATE legacy_user SET linked_at = ? WHERE portal_user_id = ?", at, portal_id);
    }
    void waits(const std::string& portal_id, LegacyStatus status, base::Instant at)
    {
        legacy_user(root, portal_id, portal_id, std::nullopt, static_cast<int>(status), "");
        (void)store::execute(root, "UPDATE legacy_user SET imported_at = ? WHERE portal_user_id = ?", at, portal_id);
    }
    std::map<base::Instant, unsigned> hours(MovingStep step)
    {
        std::map<base::Instant, unsigned> found;
        base::Instant last{};
        for (const auto& each : store::count_by_hour(admin, step)) {
            BOOST_TEST((last < each.hour));
            last = each.hour;
            found[each.hour] = each.count;
        }
        return found;
    }
    template <class Act>
    void change(Act act)
    {
        store::in_transaction(admin, [&](store::Transaction& tx) { act(tx); });
    }
};

using Hours = std::map<base::Instant, unsigned>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(progress, Moving)

BOOST_AUTO_TEST_CASE(who_is_imported_counts_in_the_hour_of_the_first_old_user)
{
    (void)store::execute(root, "UPDATE legacy_user SET linked_at = ?", now + 59min);
    linked_at("p-matti", now + 1h);
    legacy_user(root, "p-second", "second", matti, 1, "");
    linked_at("p-second", now + 30min);
    linked_at("p-matti", now + 3h);
    (void)resident("maija");
    linked_at("p-maija", now + 59min + 59s);
    legacy_user(root, "p-new", "", newcomer, 1, "");
    (void)store::execute(root, "UPDATE legacy_user SET note = " NOTE_OF_NEWCOMER " WHERE portal_user_id = 'p-new'");
    BOOST_TEST((hours(MovingStep::imported) == Hours{{now, 2}}));
}

BOOST_AUTO_TEST_CASE(invitations_count_when_they_have_left)
{
    const auto maija = resident("maija");
    change([&](auto& tx) {
        for (const auto id : {matti, maija}) BOOST_TEST(store::invite(tx, {id, "w", 60, now}, now));
    });
    BOOST_TEST(hours(MovingStep::invited).empty());
    BOOST_TEST(store::stand_of_moving(admin).invitations_waiting == 2U);
    change([&](auto& tx) { store::note_invitation_sent(tx, matti, now + 61min); });
    BOOST_TEST((hours(MovingStep::invited) == Hours{{now + 1h, 1}}));
    BOOST_TEST(store::stand_of_moving(admin).invitations_waiting == 1U);
}

BOOST_AUTO_TEST_CASE(the_first_password_and_the_first_sign_in_count_and_never_those_of_a_newcomer)
{
    const auto set = [&](base::AccountId id, std::uint32_t generation, base::Instant at) {
        change([&](auto& tx) { BOOST_TEST(store::set_password(tx, id, generation, "$hash$", at)); });
    };
    set(matti, 1, now + 5min);
    set(matti, 2, now + 5h);
    set(newcomer, 1, now);
    BOOST_TEST((hours(MovingStep::password_set) == Hours{{now, 1}}));
    BOOST_TEST(hours(MovingStep::signed_in).empty());
    (void)store::execute(root, "UPDATE account SET first_sign_in_at = ?", now + 2h + 1min);
    BOOST_TEST((hours(MovingStep::signed_in) == Hours{{now + 2h, 1}}));
}

BOOST_AUTO_TEST_CASE(a_mark_of_an_address_counts_while_it_is_the_accounts)
{
    change([&](auto& tx) {
        for (const auto* address : {"matti@example.com", "newcomer@example.com"})
            BOOST_TEST(store::mark_bounced(tx, address, {store::ReportKind::no_such_address, "5.1.1", "no"}, now));
    });
    BOOST_TEST((hours(MovingStep::address_bounced) == Hours{{now, 1}}));
    (void)store::execute(root, "UPDATE account SET email_key = 'other@example.com' WHERE id = ?", matti);
    BOOST_TEST(hours(MovingStep::address_bounced).empty());
}

BOOST_AUTO_TEST_CASE(old_users_who_wait_or_are_closed_count_when_that_was_recorded)
{
    waits("a", LegacyStatus::shared_address, now);
    waits("b", LegacyStatus::too_long, now + 10min);
    waits("c", LegacyStatus::no_address, now + 5h);
    waits("d", LegacyStatus::closed, now + 1h);
    BOOST_TEST((hours(MovingStep::waits_for_human) == Hours{{now, 2}}));
    BOOST_TEST((hours(MovingStep::closed) == Hours{{now + 1h, 1}}));
    change([&](auto& tx) {
        for (const auto id : {matti, newcomer}) {
            BOOST_TEST(store::close_account(tx, id, now + 720h, now + 2h));
            tx.record(
                {.kind = store::AuditKind::account_closed,
                 .account = id,
                 .client_network = "",
                 .detail = "",
                 .reference = ""},
                now + 2h);
        }
    });
    BOOST_TEST((hours(MovingStep::closed) == Hours{{now + 1h, 1}, {now + 2h, 1}}));
    change([&](auto& tx) { BOOST_TEST(store::reopen_account(tx, matti, now + 3h)); });
    BOOST_TEST((hours(MovingStep::closed) == Hours{{now + 1h, 1}}));
}

BOOST_AUTO_TEST_CASE(the_stand_counts_residents_and_old_users_by_what_became_of_them)
{
    const auto locked = resident("locked");
    const auto closed = resident("closed");
    change([&](auto& tx) {
        store::stop_mails(tx, matti, now);
        store::stop_mails(tx, newcomer, now);
        (void)store::lock_account(tx, locked, store::StateReason::staff, now);
        (void)store::lock_account(tx, newcomer, store::StateReason::staff, now);
        BOOST_TEST(store::close_account(tx, closed, now + 720h, now));
    });
    unsigned each = 0;
    for (int status = 2; status <= 8; ++status)
        waits("w" + std::to_string(++each), static_cast<LegacyStatus>(status), now);
    const auto closed_with = [&](const std::string& id, const std::string& note) {
        waits(id, LegacyStatus::closed, now);
        (void)store::execute(root, "UPDATE legacy_user SET note = ? WHERE portal_user_id = ?", note, id);
    };
    for (const auto* id : {"g1", "g2"}) closed_with(id, store::note_of_gone);
    for (const auto* id : {"c1", "c2", "c3"}) closed_with(id, store::note_of_closed_account);
    const auto stand = store::stand_of_moving(admin);
    BOOST_TEST(stand.invitations_waiting == 0U);
    BOOST_TEST(stand.mails_stopped == 1U);
    BOOST_TEST(stand.locked == 1U);
    BOOST_TEST(stand.closed_by_owner == 1U);
    BOOST_TEST(stand.wait_for_human == 2U);
    BOOST_TEST(stand.without_address == 2U);
    BOOST_TEST(stand.closed_in_portal == 1U);
    BOOST_TEST(stand.gone_from_portal == 2U);
    BOOST_TEST(stand.account_closed == 3U);
    BOOST_TEST(stand.long_unseen == 1U);
    BOOST_TEST(stand.erased == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
