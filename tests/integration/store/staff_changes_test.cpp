#include "store/staff_changes.hpp"

#include "given.hpp"
#include "store/legacy_users.hpp"
#include "store/outbox.hpp"
#include "store/staff_requests.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;
using store::StaffChangeKind;

namespace {

/// Two accounts, and what staff do with them.
struct Desk : support::FreshDatabase {
    base::AccountId matti = account(pages, "matti@example.com");
    base::AccountId masa = account(pages, "masa@example.com");

    [[nodiscard]] store::NewStaffChange new_address(base::Instant due_at = now + 48h) const
    {
        return {
            .kind = StaffChangeKind::new_address,
            .account = matti,
            .old_email = "matti@example.com",
            .user_name = {"Uusi@example.com", "uusi@example.com"},
            .into = std::nullopt,
            .actor = "helena@example.com",
            .actor_account = std::nullopt,
            .unit = "Lupaneuvonta",
            .identity_check = store::IdentityCheck::strong,
            .reason = "Puhelimessa 🦆",
            .language = base::Language::sv,
            .due_at = due_at};
    }
    [[nodiscard]] store::NewStaffChange merge(base::Instant due_at = now + 48h) const
    {
        auto change = new_address(due_at);
        change.kind = StaffChangeKind::merge;
        change.user_name = {"masa@example.com", "masa@example.com"};
        change.into = masa;
        return change;
    }

    std::uint64_t asked(const store::NewStaffChange& change)
    {
        return store::in_transaction(
            pages, [&](store::Transaction& tx) { return store::add_staff_change(tx, change, now).id; });
    }
    std::optional<store::StaffChange> open(std::uint64_t id) { return store::find_open_staff_change(pages, id); }

    template <class Act>
    bool act(store::Database& db, Act act)
    {
        return store::in_transaction(db, [&](store::Transaction& tx) { return act(tx); });
    }
    bool confirm(std::uint64_t id, base::Instant at = now + 1h)
    {
        return act(pages, [&](auto& tx) { return store::confirm_staff_change(tx, id, "pekka@example.com", at); });
    }
    bool stop(std::uint64_t id)
    {
        return act(pages, [&](auto& tx) { return store::stop_staff_change(tx, id, now); });
    }
    bool finish(std::uint64_t id)
    {
        return act(background, [&](auto& tx) { return store::finish_staff_change(tx, id, now); });
    }
    /// As its caller does: what cannot be merged is rolled back.
    bool merged(std::uint64_t id, base::AccountId from, base::AccountId into)
    {
        return act(background, [&](auto& tx) {
            return store::all_or_nothing(tx, [&] { return store::merge_accounts(tx, id, from, into, now + 1h); });
        });
    }

    std::vector<std::uint64_t> due(base::Instant at, unsigned most = 10)
    {
        std::vector<std::uint64_t> ids;
        for (const auto& each : store::list_due_staff_changes(background, most, at)) ids.push_back(each.id);
        return ids;
    }
};

using Ids = std::vector<std::uint64_t>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(staff_changes, Desk)

BOOST_AUTO_TEST_CASE(what_staff_ask_for_is_found_as_it_was_asked_for)
{
    auto change = merge();
    change.actor_account = masa;
    const auto found = open(asked(change)).value();
    BOOST_TEST((found.what.kind == StaffChangeKind::merge));
    BOOST_TEST((found.what.account == matti));
    BOOST_TEST(found.what.old_email == "matti@example.com");
    BOOST_TEST(found.what.user_name.typed == "masa@example.com");
    BOOST_TEST((found.what.into == masa));
    BOOST_TEST(found.what.actor == "helena@example.com");
    BOOST_TEST((found.what.actor_account == masa));
    BOOST_TEST(found.what.unit == "Lupaneuvonta");
    BOOST_TEST((found.what.identity_check == store::IdentityCheck::strong));
    BOOST_TEST(found.what.reason == "Puhelimessa 🦆");
    BOOST_TEST((found.what.language == base::Language::sv));
    BOOST_TEST((found.what.due_at == now + 48h));
    BOOST_TEST((found.asked_at == now));
    BOOST_TEST(found.confirmed_by.empty());
    BOOST_TEST(!open(found.id + 1));
}

BOOST_AUTO_TEST_CASE(a_newer_change_of_an_account_stops_the_one_that_waits)
{
    const auto replaces = [&](const store::NewStaffChange& change) {
        return act(pages, [&](auto& tx) { return store::add_staff_change(tx, change, now).replaces_another; });
    };
    const auto first = asked(new_address());
    const auto second = asked(merge());
    BOOST_TEST(!open(first));
    BOOST_TEST(open(second).has_value());
    BOOST_TEST(store::find_open_staff_change_of(pages, matti)->id == second);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM staff_change WHERE stopped_at IS NOT NULL") == 1);
    BOOST_TEST(replaces(new_address()));
    BOOST_TEST(stop(second + 1));
    BOOST_TEST(!replaces(new_address()));
}

BOOST_AUTO_TEST_CASE(a_merge_is_found_from_both_accounts)
{
    BOOST_TEST(!store::find_open_staff_change_of(pages, matti));
    const auto id = asked(merge());
    BOOST_TEST(store::find_open_staff_change_of(pages, matti)->id == id);
    BOOST_TEST(store::find_open_staff_change_of(pages, masa)->id == id);
    auto of_masa = new_address();
    of_masa.account = masa;
    const auto newer = asked(of_masa);
    BOOST_TEST(store::find_open_staff_change_of(pages, masa)->id == newer);
    BOOST_TEST(store::find_open_staff_change_of(pages, matti)->id == id);
    BOOST_TEST(stop(newer));
    BOOST_TEST(store::find_open_staff_change_of(pages, masa)->id == id);
}

BOOST_AUTO_TEST_CASE(all_that_wait_for_an_account_are_stopped_also_what_would_merge_another_one_into_it)
{
    const auto of_matti = asked(merge());
    auto of_masa = new_address();
    of_masa.account = masa;
    (void)asked(of_masa);
    const auto stopped = [&](base::AccountId id) {
        return store::in_transaction(
            pages, [&](store::Transaction& tx) { return store::stop_staff_changes_of(tx, id, now); });
    };
    BOOST_TEST(stopped(masa) == 2);
    BOOST_TEST(!open(of_matti));
    BOOST_TEST(stopped(masa) == 0);
    BOOST_TEST(stopped(matti) == 0);
}

BOOST_AUTO_TEST_CASE(changes_whose_time_has_come_are_listed_the_oldest_in_front)
{
    const auto later = asked(new_address(now + 48h));
    auto of_masa = new_address(now + 47h);
    of_masa.account = masa;
    const auto sooner = asked(of_masa);
    BOOST_TEST(due(now + 47h - 1s).empty());
    BOOST_TEST(due(now + 47h) == Ids{sooner});
    BOOST_TEST(due(now + 48h) == (Ids{sooner, later}));
    BOOST_TEST(due(now + 48h, 1) == Ids{sooner});
    BOOST_TEST(finish(sooner));
    BOOST_TEST(due(now + 48h) == Ids{later});
    BOOST_TEST(stop(later));
    BOOST_TEST(due(now + 48h).empty());
}

BOOST_AUTO_TEST_CASE(a_change_that_waits_for_its_reader_is_not_due_while_the_mail_about_it_is_queued)
{
    const auto waits = asked(new_address());
    auto of_masa = new_address(now); // at once
    of_masa.account = masa;
    const auto at_once = asked(of_masa);
    for (const auto id : {waits, at_once})
        act(pages, [&](auto& tx) {
            store::queue_mail(
                tx,
                {.reason = store::MailReason::staff_change,
                 .typed = "matti@example.com",
                 .account = id == waits ? matti : masa,
                 .language = base::Language::sv,
                 .staff_change = id},
                now);
            return true;
        });
    const auto unheard = [&] {
        Ids ids;
        for (const auto& each : store::list_unheard_staff_changes(background, 10)) ids.push_back(each.id);
        return ids;
    };
    const auto end_mails = [&](store::MailState state) {
        (void)store::execute(root, "UPDATE mail_outbox SET state = ?", state);
    };
    BOOST_TEST(due(now + 48h) == Ids{at_once});
    BOOST_TEST(unheard().empty());
    end_mails(store::MailState::sent);
    BOOST_TEST(due(now + 48h) == (Ids{at_once, waits}));
    BOOST_TEST(unheard().empty());
    end_mails(store::MailState::dead);
    BOOST_TEST(due(now + 48h) == (Ids{at_once, waits}));
    BOOST_TEST(unheard() == Ids{waits});
    const auto bounce = [&](bool is_marked) {
        (void)store::execute(root, "DELETE FROM bounced_address");
        if (is_marked)
            (void)store::execute(
                root, "INSERT INTO bounced_address (account_id, email_key, bounced_at) VALUES (?, ?, ?)", matti,
                "matti@example.com", now);
    };
    bounce(true);
    BOOST_TEST(unheard().empty()); // no mail arrives there
    bounce(false);
    end_mails(store::MailState::queued);
    BOOST_TEST(store::waits_for_reader(open(waits).value()));
    BOOST_TEST(!store::waits_for_reader(open(at_once).value()));
    BOOST_TEST(confirm(waits));
    end_mails(store::MailState::dead);
    BOOST_TEST(unheard().empty());
    end_mails(store::MailState::queued);
    BOOST_TEST(!store::waits_for_reader(open(waits).value()));
    BOOST_TEST(due(now + 48h) == (Ids{at_once, waits}));
}

BOOST_AUTO_TEST_CASE(a_change_is_put_off_while_it_waits_for_its_reader_and_never_brought_forward)
{
    const auto put_off = [&](std::uint64_t id, base::Instant to) {
        act(background, [&](auto& tx) {
            store::put_off_staff_change(tx, id, to);
            return true;
        });
        return open(id)->what.due_at;
    };
    const auto waits = asked(new_address());
    BOOST_TEST((put_off(waits, now + 60h) == now + 60h));
    BOOST_TEST((put_off(waits, now + 59h) == now + 60h));
    BOOST_TEST(confirm(waits, now + 1h));
    BOOST_TEST((put_off(waits, now + 70h) == now + 1h));
    const auto at_once = asked(new_address(now));
    BOOST_TEST((put_off(at_once, now + 48h) == now));
    BOOST_TEST(stop(at_once));
}

BOOST_AUTO_TEST_CASE(a_second_member_of_staff_makes_a_change_due_at_once_and_only_once)
{
    const auto id = asked(new_address());
    BOOST_TEST(confirm(id));
    BOOST_TEST(due(now + 1h) == Ids{id});
    BOOST_TEST(open(id)->confirmed_by == "pekka@example.com");
    BOOST_TEST(!confirm(id, now + 2h));
    BOOST_TEST((open(id)->what.due_at == now + 1h));
}

BOOST_AUTO_TEST_CASE(a_change_ends_once_whichever_way)
{
    const auto stopped = asked(new_address());
    BOOST_TEST(stop(stopped));
    BOOST_TEST(!stop(stopped));
    BOOST_TEST(!finish(stopped));
    BOOST_TEST(!confirm(stopped));
    const auto done = asked(new_address());
    BOOST_TEST(finish(done));
    BOOST_TEST(!finish(done));
    BOOST_TEST(!stop(done));
    BOOST_TEST(!confirm(done));
    BOOST_TEST(!open(done));
    BOOST_TEST(!stop(done + 1000));
    BOOST_TEST(!finish(done + 1000));
    BOOST_TEST(!confirm(done + 1000));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM staff_change WHERE confirmed_by <> ''") == 0);
}

BOOST_AUTO_TEST_CASE(a_merge_gives_old_users_and_trail_to_the_account_that_stays_and_closes_the_other)
{
    const auto maija = account(pages, "maija@example.com");
    legacy_user(root, "1", "matti", matti, 1, "");
    legacy_user(root, "99", "masa", masa, 1, "");
    legacy_user(root, "3", "maija", maija, 1, "");
    for (const auto id : {matti, masa, maija})
        store::in_transaction(pages, [&](store::Transaction& tx) {
            tx.record(
                {.kind = store::AuditKind::sign_in, .account = id, .client_network = "", .detail = "", .reference = ""},
                now);
        });
    act(pages, [&](auto& tx) {
        for (const auto id : {matti, maija})
            store::add_staff_request(
                tx, {.account = id, .kind = store::StaffRequestKind::add_old_user, .subject = "masa", .message = ""},
                now);
        return true;
    });
    const auto id = asked(merge());
    BOOST_TEST(merged(id, matti, masa));
    BOOST_TEST(store::count_open_staff_requests(pages, masa) == 1U); // nobody has answered it yet
    BOOST_TEST(store::count_open_staff_requests(pages, maija) == 1U);
    // The primary id of the account that stays is the one that it was.
    BOOST_TEST(store::list_portal_ids(pages, masa) == (std::vector<std::string>{"99", "1"}));
    BOOST_TEST(store::list_portal_ids(pages, matti).empty());
    BOOST_TEST(store::list_portal_ids(pages, maija) == std::vector<std::string>{"3"});
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM audit_event WHERE account_id = ?", masa) == 2);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM audit_event WHERE account_id = ?", maija) == 1);
    const auto closed = store::find_account(pages, matti).value();
    BOOST_TEST((closed.state == store::AccountState::closed));
    BOOST_TEST((closed.erase_at == now + 1h));
    BOOST_TEST((store::find_account(pages, masa)->state == store::AccountState::active));
    BOOST_TEST(!open(id));
    BOOST_TEST(number(root, "SELECT COUNT(DISTINCT account_id) FROM session_revocation") == 2);
    BOOST_TEST(!merged(id, matti, masa));
}

BOOST_AUTO_TEST_CASE(accounts_that_are_not_both_active_are_not_merged)
{
    legacy_user(root, "1", "matti", matti, 1, "");
    const auto id = asked(merge());
    for (const auto which : {matti, masa}) {
        (void)store::execute(
            root, "UPDATE account SET state = IF(id = ?, ?, ?)", which, store::AccountState::locked,
            store::AccountState::active);
        BOOST_TEST(!merged(id, matti, masa));
    }
    (void)store::execute(root, "UPDATE account SET state = ?", store::AccountState::active);
    BOOST_TEST(!merged(id, matti, matti));
    BOOST_TEST(stop(id));
    BOOST_TEST(!merged(id, matti, masa)); // the change is over
    BOOST_TEST(store::list_portal_ids(pages, matti) == std::vector<std::string>{"1"});
    BOOST_TEST((store::find_account(pages, matti)->state == store::AccountState::active));
}

BOOST_AUTO_TEST_CASE(a_text_of_staff_that_is_too_long_is_cut)
{
    auto change = new_address();
    change.reason = std::string(600, 'x');
    change.unit = std::string(200, 'x');
    change.actor = std::string(300, 'x');
    const auto found = open(asked(change)).value();
    BOOST_TEST(found.what.reason.size() == 500U);
    BOOST_TEST(found.what.unit.size() == 100U);
    BOOST_TEST(found.what.actor.size() == 254U);
}

BOOST_AUTO_TEST_SUITE_END()
