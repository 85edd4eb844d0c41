#include "flow/staff_acts.hpp"

#include "flow/attempt_keys.hpp"
#include "flow/staff_sessions.hpp"
#include "help_desk.hpp"
#include "store/bounces.hpp"
#include "store/devices.hpp"
#include "store/outbox.hpp"
#include "store/staff_requests.hpp"
#include "store/throttle.hpp"

namespace help_desk {

using flow::LockKind;
using store::AccountState;
using store::StateReason;

namespace {

/// Every act that a member can do with the account of somebody.
const std::vector<std::pair<std::string, std::function<ActOutcome(const flow::Desk&, const store::Account&)>>> acts{
    {"send_link", [](auto& desk, auto& account) { return flow::send_link(desk, account, reason); }},
    {"lock", [](auto& desk, auto& account) { return flow::lock_account(desk, account, LockKind::staff, reason); }},
    {"retire_password", [](auto& desk, auto& account) { return flow::retire_password(desk, account, reason); }},
    {"unlock", [](auto& desk, auto& account) { return flow::unlock_account(desk, account, reason); }},
    {"start_mails", [](auto& desk, auto& account) { return flow::start_mails(desk, account, reason); }},
    {"finish_requests", [](auto& desk, auto& account) { return flow::finish_requests(desk, account, reason); }},
    {"erase", [](auto& desk, auto& account) { return flow::close_for_owner(desk, account, reason); }},
    {"end_sessions", [](auto& desk, auto& account) { return flow::end_sessions(desk, account, reason); }},
};

struct Acts : Residents {
    store::Account account() { return read(aino); }
    flow::Desk at_desk() { return desk(helena); }
    std::int64_t notices(const std::string& of)
    {
        return number("SELECT COUNT(*) FROM mail_outbox WHERE detail = ?", of);
    }
    /// Queued, and good for the account as it is now.
    std::int64_t links()
    {
        return number(
            "SELECT COUNT(*) FROM mail_outbox m JOIN account a ON a.id = m.account_id"
            " WHERE m.reason = ? AND m.password_generation = a.password_generation",
            store::MailReason::forgot);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(staff_acts, Acts)

BOOST_AUTO_TEST_CASE(no_act_of_any_kind_touches_the_own_account_or_that_of_another_member)
{
    for (const auto& [name, act] : acts) {
        BOOST_TEST_CONTEXT(name)
        {
            BOOST_TEST(act(at_desk(), read(helena)) == ActOutcome::own_account);
            BOOST_TEST(act(at_desk(), read(pekka)) == ActOutcome::staff_account);
        }
    }
    BOOST_TEST(
        number("SELECT COUNT(*) FROM account WHERE state <> ? OR password_generation <> 1", AccountState::active) == 0);
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE actor <> ''") == 0);
    BOOST_TEST(mails() == 0);
}

BOOST_AUTO_TEST_CASE(the_command_line_acts_on_a_members_account)
{
    BOOST_TEST(flow::lock_account(command_line(), read(pekka), LockKind::staff, reason) == ActOutcome::done);
    BOOST_TEST((read(pekka).state == AccountState::locked));
}

BOOST_AUTO_TEST_CASE(no_link_is_sent_to_a_locked_account_nor_to_an_address_whose_reader_wants_no_mails)
{
    set_state(aino, AccountState::locked, StateReason::staff);
    BOOST_TEST(flow::send_link(at_desk(), account(), reason) == ActOutcome::not_active);
    set_state(aino, AccountState::active);
    store::in_transaction(pages, [&](store::Transaction& tx) { store::stop_mails(tx, aino, today); });
    BOOST_TEST(flow::send_link(at_desk(), account(), reason) == ActOutcome::mails_stopped);
    BOOST_TEST(mails() == 0);
    BOOST_TEST(events(AuditKind::link_sent, aino) == 0);
    BOOST_TEST(flow::start_mails(at_desk(), account(), reason) == ActOutcome::done);
    BOOST_TEST(flow::send_link(at_desk(), account(), reason) == ActOutcome::done);
    BOOST_TEST(mails() == 1);
}

BOOST_AUTO_TEST_CASE(a_lock_is_put_on_once_and_for_another_reason_put_on_anew)
{
    BOOST_TEST(flow::lock_account(at_desk(), account(), LockKind::staff, reason) == ActOutcome::done);
    BOOST_TEST(flow::lock_account(at_desk(), account(), LockKind::staff, reason) == ActOutcome::nothing_to_do);
    BOOST_TEST(events(AuditKind::account_locked, aino) == 1);
    BOOST_TEST(mails() == 1);
    BOOST_TEST(flow::lock_account(at_desk(), account(), LockKind::deceased, reason) == ActOutcome::done);
    BOOST_TEST((account().state_reason == StateReason::deceased));
    BOOST_TEST(mails() == 1); // nobody is told of the lock of somebody who has died
}

BOOST_AUTO_TEST_CASE(there_is_nothing_to_unlock_where_nothing_is_locked_or_slowed_down)
{
    BOOST_TEST(flow::unlock_account(at_desk(), account(), reason) == ActOutcome::nothing_to_do);
    BOOST_TEST(events(AuditKind::account_unlocked, aino) == 0);
    const auto name = flow::name_key(product, "aino@example.com");
    (void)store::reserve_attempt(
        pages, {.name = name, .network = auth::digest("network"), .both = auth::digest("both")}, today);
    BOOST_TEST(flow::unlock_account(at_desk(), account(), reason) == ActOutcome::done);
    BOOST_TEST(mails() == 0); // failed attempts alone are no news to the resident
    const auto home = auth::digest("home");
    store::in_transaction(pages, [&](store::Transaction& tx) {
        (void)store::remember_device(tx, {aino, home, account().password_generation, ""}, today);
    });
    const auto keys = flow::owner_keys(pages, product, account(), today);
    BOOST_REQUIRE(keys.devices.size() == 1U);
    const store::AttemptKeys at_home{
        .name = name, .network = auth::digest("network"), .both = auth::digest("both"), .device = keys.devices.front()};
    (void)store::reserve_attempt(pages, at_home, today);
    BOOST_TEST(flow::unlock_account(at_desk(), account(), reason) == ActOutcome::done);
    BOOST_TEST(flow::unlock_account(at_desk(), account(), reason) == ActOutcome::nothing_to_do);
    set_state(aino, AccountState::locked, StateReason::staff);
    BOOST_TEST(flow::unlock_account(at_desk(), account(), reason) == ActOutcome::done);
    BOOST_TEST((account().state == AccountState::active));
    BOOST_TEST(mails() == 1);
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE detail = 'failed attempts forgotten'") == 2);
}

BOOST_AUTO_TEST_CASE(mails_start_again_where_they_were_stopped_or_came_back_and_nowhere_else)
{
    BOOST_TEST(flow::start_mails(at_desk(), account(), reason) == ActOutcome::nothing_to_do);
    store::in_transaction(pages, [&](store::Transaction& tx) { store::stop_mails(tx, aino, today); });
    BOOST_TEST(flow::start_mails(at_desk(), account(), reason) == ActOutcome::done);
    BOOST_TEST(!account().mail_stopped);
    (void)store::execute(
        root,
        "INSERT INTO bounced_address (account_id, email_key, bounced_at, status, reply)"
        " VALUES (?, 'aino@example.com', ?, '5.1.1', '')",
        aino, today);
    BOOST_TEST(flow::start_mails(at_desk(), account(), reason) == ActOutcome::done);
    BOOST_TEST(!store::find_bounce(pages, aino));
    BOOST_TEST(events(AuditKind::mails_started, aino) == 2);
}

BOOST_AUTO_TEST_CASE(what_somebody_asked_for_is_dealt_with_once)
{
    BOOST_TEST(flow::finish_requests(at_desk(), account(), reason) == ActOutcome::nothing_to_do);
    store::in_transaction(pages, [&](store::Transaction& tx) {
        store::add_staff_request(
            tx, {.account = aino, .kind = store::StaffRequestKind::add_old_user, .subject = "aasukas", .message = ""},
            today);
    });
    BOOST_TEST(flow::finish_requests(at_desk(), account(), reason) == ActOutcome::done);
    BOOST_TEST(store::count_open_staff_requests(pages, aino) == 0U);
    BOOST_TEST(flow::finish_requests(at_desk(), account(), reason) == ActOutcome::nothing_to_do);
    BOOST_TEST(events(AuditKind::request_to_staff, aino) == 1);
}

BOOST_AUTO_TEST_CASE(a_password_is_taken_away_once_and_nowhere_where_there_is_none)
{
    BOOST_TEST(flow::retire_password(at_desk(), account(), reason) == ActOutcome::done);
    BOOST_TEST(mails() == 2);
    BOOST_TEST(flow::retire_password(at_desk(), account(), reason) == ActOutcome::nothing_to_do);
    (void)store::execute(root, "UPDATE account SET password_hash = NULL");
    BOOST_TEST(flow::retire_password(at_desk(), account(), reason) == ActOutcome::nothing_to_do);
    BOOST_TEST(mails() == 2);
    BOOST_TEST(events(AuditKind::password_changed, aino) == 1);
}

BOOST_AUTO_TEST_CASE(of_a_locked_account_the_link_for_another_password_is_queued_when_it_is_unlocked)
{
    set_state(aino, AccountState::locked, StateReason::staff);
    BOOST_TEST(flow::retire_password(at_desk(), account(), reason) == ActOutcome::done);
    BOOST_TEST(notices("retire_password_locked") == 1);
    BOOST_TEST(links() == 0);
    BOOST_TEST(flow::unlock_account(at_desk(), account(), reason) == ActOutcome::done);
    BOOST_TEST(notices("unlock_retired") == 1);
    BOOST_TEST(links() == 1);
    BOOST_TEST(mails() == 3);
    // A lock alone takes no password away.
    set_state(pekka, AccountState::locked, StateReason::staff);
    BOOST_TEST(flow::unlock_account(command_line(), read(pekka), reason) == ActOutcome::done);
    BOOST_TEST(notices("unlock") == 1);
    BOOST_TEST(links() == 1);
}

BOOST_AUTO_TEST_CASE(an_account_whose_password_is_taken_away_while_it_is_unlocked_gets_one_link_all_the_same)
{
    set_state(aino, AccountState::locked, StateReason::staff);
    const auto here = at_desk(); // which reads by the connection that the others use
    const auto seen = account();
    BOOST_TEST(
        overtaken_by(
            [&] { set_state(aino, AccountState::active); },
            [&] { return flow::retire_password(here, seen, reason); }) == ActOutcome::done);
    BOOST_TEST(links() == 1);
    (void)store::execute(root, "DELETE FROM mail_outbox");
    (void)store::execute(root, "UPDATE account SET password_hash = '$hash$'");
    set_state(aino, AccountState::locked, StateReason::staff);
    const auto seen_again = account();
    BOOST_TEST(
        overtaken_by(
            [&] {
                (void)store::execute(
                    root, "UPDATE account SET password_hash = '$retired$$hash$', password_generation = 7 WHERE id = ?",
                    aino);
            },
            [&] { return flow::unlock_account(here, seen_again, reason); }) == ActOutcome::done);
    BOOST_TEST(links() == 1);
}

BOOST_AUTO_TEST_CASE(sessions_are_ended_where_somebody_is_signed_in)
{
    BOOST_TEST(flow::end_sessions(at_desk(), account(), reason) == ActOutcome::nothing_to_do);
    BOOST_TEST(events(AuditKind::sign_out_everywhere, aino) == 0);
    sign_in(aino);
    BOOST_TEST(flow::end_sessions(at_desk(), account(), reason) == ActOutcome::done);
    BOOST_TEST(events(AuditKind::sign_out_everywhere, aino) == 1);
}

BOOST_AUTO_TEST_CASE(an_account_is_closed_once_and_a_locked_one_not_at_all)
{
    set_state(aino, AccountState::locked, StateReason::staff);
    BOOST_TEST(flow::close_for_owner(at_desk(), account(), reason) == ActOutcome::not_active);
    BOOST_TEST((account().state == AccountState::locked));
    set_state(aino, AccountState::active);
    const auto on_the_page = account();
    BOOST_TEST(flow::close_for_owner(at_desk(), on_the_page, reason) == ActOutcome::done);
    BOOST_TEST((account().erase_at == today + product.account.erase_after));
    BOOST_TEST(flow::close_for_owner(at_desk(), account(), reason) == ActOutcome::nothing_to_do);
    // Whoever opened the form before reads that it is over.
    BOOST_TEST(flow::close_for_owner(at_desk(), on_the_page, reason) == ActOutcome::not_active);
    BOOST_TEST(mails() == 1);
    BOOST_TEST(events(AuditKind::account_closed, aino) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace help_desk
