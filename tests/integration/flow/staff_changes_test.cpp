#include "flow/staff_changes_due.hpp"

#include "help_desk.hpp"
#include "store/email_changes.hpp"
#include "store/outbox.hpp"
#include "store/staff_changes.hpp"

namespace help_desk {

using store::AccountState;
using store::IdentityCheck;
using store::StateReason;

namespace {

struct Changes : Residents {
    store::Account account() { return read(aino); }

    ActOutcome ask_for_address(const std::string& address, std::optional<base::AccountId> of = std::nullopt)
    {
        return ask_for_address(read(of.value_or(aino)), address);
    }
    ActOutcome ask_for_address(const store::Account& of, const std::string& address)
    {
        return flow::set_email(
            desk(helena), of, auth::parse_email_address(address).value(), IdentityCheck::document, reason);
    }
    ActOutcome ask_for_merge(base::AccountId from, base::AccountId into)
    {
        return flow::merge(desk(helena), read(from), read(into), IdentityCheck::strong, reason);
    }
    std::int64_t asked() { return number("SELECT COUNT(*) FROM staff_change"); }
    std::int64_t done() { return number("SELECT COUNT(*) FROM staff_change WHERE done_at IS NOT NULL"); }
    std::int64_t stopped() { return number("SELECT COUNT(*) FROM staff_change WHERE stopped_at IS NOT NULL"); }
    std::int64_t stopped_in_trail(base::AccountId id) { return events(AuditKind::staff_change_stopped, id); }

    /// The newest one's id; 0: none was asked for.
    std::uint64_t open_change()
    {
        return static_cast<std::uint64_t>(number("SELECT COALESCE(MAX(id), 0) FROM staff_change"));
    }

    void make_due()
    {
        (void)store::execute(
            root, "UPDATE staff_change SET asked_at = '2020-01-01 00:00:00', due_at = '2020-01-03 00:00:00'");
    }
    void end_warnings(store::MailState how)
    {
        (void)store::execute(
            root, "UPDATE mail_outbox SET state = ?, finished_at = created_at WHERE reason = ? AND state = ?", how,
            store::MailReason::staff_change, store::MailState::queued);
    }
    int carry_out(store::MailState warnings = store::MailState::sent)
    {
        end_warnings(warnings);
        make_due();
        return flow::carry_out_staff_changes(background, product);
    }
    void stop_all() { (void)store::execute(root, "UPDATE staff_change SET stopped_at = ?", today); }

    /// The one change that waited was stopped, with an entry in the trail, and the account is as it was.
    void check_impossible()
    {
        const auto before = account();
        BOOST_TEST(carry_out() == 1);
        BOOST_TEST(done() == 0);
        BOOST_TEST(stopped_in_trail(aino) == 1);
        BOOST_TEST(account().email == before.email);
        BOOST_TEST(account().password_generation == before.password_generation);
        BOOST_TEST((account().state == before.state));
        BOOST_TEST(number("SELECT COUNT(*) FROM email_change") == 0);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(staff_changes, Changes)

BOOST_AUTO_TEST_CASE(no_change_of_the_own_account_nor_of_another_members_is_asked_for)
{
    for (const auto& [whose, outcome] :
         {std::pair{helena, ActOutcome::own_account}, std::pair{pekka, ActOutcome::staff_account}}) {
        BOOST_TEST(ask_for_address("uusi@example.com", whose) == outcome);
        BOOST_TEST(ask_for_merge(whose, aino) == outcome);
        BOOST_TEST(ask_for_merge(aino, whose) == outcome);
    }
    BOOST_TEST(asked() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_locked_or_closed_gets_no_other_address_and_is_not_merged)
{
    const auto eino = resident("eino@example.com");
    for (const auto state : {AccountState::locked, AccountState::closed}) {
        set_state(aino, state);
        BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::not_active);
        BOOST_TEST(ask_for_merge(aino, eino) == ActOutcome::not_active);
        BOOST_TEST(ask_for_merge(eino, aino) == ActOutcome::not_active);
    }
    BOOST_TEST(asked() == 0);
    BOOST_TEST(mails() == 0);
}

BOOST_AUTO_TEST_CASE(a_disputed_account_is_given_back_by_a_change_of_address_and_whoever_holds_it_can_do_nothing)
{
    sign_in(aino);
    set_state(aino, AccountState::locked, StateReason::disputed_address);
    BOOST_TEST(ask_for_merge(aino, resident("eino@example.com")) == ActOutcome::not_active);
    BOOST_TEST(ask_for_address("oikea@example.com") == ActOutcome::waits);
    BOOST_TEST(mails() == 0); // no link to stop it goes to the disputed address
    BOOST_TEST(number("SELECT COUNT(*) FROM account WHERE password_hash LIKE '$retired$%'") == 1);
    BOOST_TEST(number("SELECT COUNT(*) FROM session WHERE ended_at IS NULL") == 0);
    BOOST_TEST((account().state == AccountState::locked));
    BOOST_TEST((store::find_open_staff_change_of(pages, aino)->what.due_at == today + 48h));
    BOOST_TEST(flow::confirm_change(desk(pekka), account(), open_change(), reason) == ActOutcome::done);
    BOOST_TEST(carry_out() == 1);
    BOOST_TEST(account().email == "oikea@example.com");
    BOOST_TEST((account().state == AccountState::active));
    BOOST_TEST((account().state_reason == StateReason::none));
    BOOST_TEST(events(AuditKind::account_unlocked, aino) == 1);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE typed = 'oikea@example.com' AND reason IN (2, 7)") == 2);
    BOOST_TEST(mails() == 2);
    BOOST_TEST(number("SELECT password_generation FROM mail_outbox WHERE reason = 2") == account().password_generation);
}

BOOST_AUTO_TEST_CASE(no_member_gives_a_disputed_account_away_alone)
{
    set_state(aino, AccountState::locked, StateReason::disputed_address);
    BOOST_TEST(ask_for_address("oma@example.com") == ActOutcome::waits);
    BOOST_TEST(carry_out() == 1);
    BOOST_TEST(done() == 0);
    BOOST_TEST((account().state == AccountState::locked));
    BOOST_TEST(ask_for_address("oma@example.com") == ActOutcome::waits);
    BOOST_TEST(flow::unlock_account(desk(helena), account(), reason) == ActOutcome::done);
    BOOST_TEST(carry_out() == 0); // it would have taken effect without a warning
    BOOST_TEST(account().email == "aino@example.com");
    BOOST_TEST(stopped_in_trail(aino) == 2);
}

BOOST_AUTO_TEST_CASE(an_account_that_is_locked_this_very_moment_gets_no_change_that_was_asked_for_an_open_one)
{
    const auto of = account();
    const auto member = desk(helena);
    BOOST_TEST(
        overtaken_by(
            [&] { set_state(aino, AccountState::locked, StateReason::disputed_address); },
            [&] {
                return flow::set_email(
                    member, of, {"uusi@example.com", "uusi@example.com"}, store::IdentityCheck::document, reason);
            }) == ActOutcome::not_active);
    BOOST_TEST(asked() == 0);
}

BOOST_AUTO_TEST_CASE(a_disputed_account_that_is_locked_for_another_reason_meanwhile_stays_locked)
{
    set_state(aino, AccountState::locked, StateReason::disputed_address);
    BOOST_TEST(ask_for_address("oikea@example.com") == ActOutcome::waits);
    set_state(aino, AccountState::locked, StateReason::deceased);
    BOOST_TEST(carry_out() == 1);
    BOOST_TEST(done() == 0);
    BOOST_TEST((account().state_reason == StateReason::deceased));
    BOOST_TEST(stopped_in_trail(aino) == 1);
}

BOOST_AUTO_TEST_CASE(an_account_is_not_given_the_address_that_it_has_and_not_merged_into_itself)
{
    BOOST_TEST(ask_for_address("AINO@example.com") == ActOutcome::same_address);
    BOOST_TEST(ask_for_merge(aino, aino) == ActOutcome::same_account);
    BOOST_TEST(asked() == 0);
}

BOOST_AUTO_TEST_CASE(an_address_that_somebody_has_or_had_until_some_days_ago_is_taken)
{
    const auto eino = resident("eino@example.com");
    BOOST_TEST(ask_for_address("eino@example.com") == ActOutcome::address_taken);
    store::in_transaction(pages, [&](store::Transaction& tx) {
        return store::change_email(
            tx, read(eino), {"einon.uusi@example.com", "einon.uusi@example.com"}, today + 24h, today);
    });
    BOOST_TEST(ask_for_address("eino@example.com") == ActOutcome::address_taken);
    BOOST_TEST(ask_for_address("eino@example.com", eino) == ActOutcome::waits);
    (void)store::execute(root, "UPDATE email_change SET undo_until = ?", today);
    BOOST_TEST(ask_for_address("eino@example.com") == ActOutcome::waits);
}

BOOST_AUTO_TEST_CASE(a_second_member_confirms_a_change_that_waits_once_and_none_of_the_own_account)
{
    BOOST_TEST(flow::confirm_change(desk(pekka), account(), open_change(), reason) == ActOutcome::no_change_waits);
    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    BOOST_TEST(flow::confirm_change(desk(helena), account(), open_change(), reason) == ActOutcome::same_actor);
    BOOST_TEST(flow::confirm_change(desk(aino), account(), open_change(), reason) == ActOutcome::own_account);
    BOOST_TEST(number("SELECT COUNT(*) FROM staff_change WHERE confirmed_by <> ''") == 0);
    BOOST_TEST(flow::confirm_change(desk(pekka), account(), open_change(), reason) == ActOutcome::done);
    BOOST_TEST(flow::confirm_change(desk(pekka), account(), open_change(), reason) == ActOutcome::no_change_waits);
    BOOST_TEST(flow::confirm_change(command_line(), account(), open_change(), reason) == ActOutcome::no_change_waits);
    BOOST_TEST(number("SELECT COUNT(*) FROM staff_change WHERE confirmed_by = 'pekka@example.com'") == 1);
    BOOST_TEST(
        number("SELECT COUNT(*) FROM audit_event WHERE detail = ?", std::string{flow::confirmed_by_second_member}) ==
        1);
}

BOOST_AUTO_TEST_CASE(nobody_confirms_a_change_that_was_asked_for_anew_while_they_looked)
{
    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    const auto seen = open_change();
    BOOST_TEST(ask_for_address("oma@example.com") == ActOutcome::waits);
    BOOST_TEST(stopped_in_trail(aino) == 1); // the first one
    BOOST_TEST(flow::confirm_change(desk(pekka), account(), seen, reason) == ActOutcome::another_change);
    BOOST_TEST(number("SELECT COUNT(*) FROM staff_change WHERE confirmed_by <> ''") == 0);
    BOOST_TEST(flow::confirm_change(desk(pekka), account(), open_change(), reason) == ActOutcome::done);
}

BOOST_AUTO_TEST_CASE(a_change_that_was_stopped_this_very_moment_is_not_confirmed)
{
    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    const auto of = account();
    const auto second = desk(pekka);
    const auto seen = open_change();
    BOOST_TEST(
        overtaken_by([&] { stop_all(); }, [&] { return flow::confirm_change(second, of, seen, reason); }) ==
        ActOutcome::no_change_waits);
    BOOST_TEST(number("SELECT COUNT(*) FROM staff_change WHERE confirmed_by <> ''") == 0);
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE actor = 'pekka@example.com'") == 0);
}

BOOST_AUTO_TEST_CASE(a_change_is_stopped_once_also_by_two_at_the_same_moment)
{
    BOOST_TEST(flow::stop_waiting_change(desk(pekka), account(), reason) == ActOutcome::no_change_waits);
    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    const auto of = account();
    const auto second = desk(pekka);
    BOOST_TEST(
        overtaken_by([&] { stop_all(); }, [&] { return flow::stop_waiting_change(second, of, reason); }) ==
        ActOutcome::no_change_waits);
    BOOST_TEST(stopped_in_trail(aino) == 0);
    BOOST_TEST(ask_for_address("toinen@example.com") == ActOutcome::waits);
    BOOST_TEST(flow::stop_waiting_change(second, of, reason) == ActOutcome::done);
    BOOST_TEST(stopped_in_trail(aino) == 1);
}

BOOST_AUTO_TEST_CASE(a_change_whose_time_has_come_gives_the_new_address_and_ends_the_sessions)
{
    sign_in(aino);
    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    (void)store::execute(root, "UPDATE staff_change SET due_at = '2999-01-01 00:00:00'");
    BOOST_TEST(flow::carry_out_staff_changes(background, product) == 0);
    BOOST_TEST(carry_out() == 1);
    BOOST_TEST(account().email == "uusi@example.com");
    BOOST_TEST(number("SELECT COUNT(*) FROM session WHERE ended_at IS NULL") == 0);
    BOOST_TEST(events(AuditKind::email_changed, aino) == 1);
    BOOST_TEST(carry_out() == 0);
}

BOOST_AUTO_TEST_CASE(a_change_waits_for_the_mail_that_tells_of_it_and_a_second_member_does_not)
{
    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    make_due();
    BOOST_TEST(flow::carry_out_staff_changes(background, product) == 0);
    BOOST_TEST(account().email == "aino@example.com");
    BOOST_TEST(flow::confirm_change(desk(pekka), account(), open_change(), reason) == ActOutcome::done);
    make_due();
    BOOST_TEST(flow::carry_out_staff_changes(background, product) == 1);
    BOOST_TEST(account().email == "uusi@example.com");
}

BOOST_AUTO_TEST_CASE(a_change_that_nobody_could_be_told_of_is_stopped)
{
    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    end_warnings(store::MailState::dead);
    BOOST_TEST(flow::carry_out_staff_changes(background, product) == 1); // at once
    BOOST_TEST(account().email == "aino@example.com");
    BOOST_TEST(done() == 0);
    BOOST_TEST(stopped_in_trail(aino) == 1);
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE detail = 'nobody could be told of it'") == 1);
}

BOOST_AUTO_TEST_CASE(where_mails_come_back_or_cannot_be_written_nobody_has_to_be_told_of_a_change)
{
    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    (void)store::execute(
        root, "INSERT INTO bounced_address (account_id, email_key, bounced_at) VALUES (?, ?, ?)", aino,
        account().email_key, today);
    BOOST_TEST(carry_out(store::MailState::dead) == 1);
    BOOST_TEST(account().email == "uusi@example.com");
    BOOST_TEST(ask_for_address("toinen@example.com") == ActOutcome::waits);
    BOOST_TEST(carry_out(store::MailState::not_sent) == 1);
    BOOST_TEST(account().email == "toinen@example.com");
}

BOOST_AUTO_TEST_CASE(where_the_reader_wants_no_mails_no_member_changes_anything_alone)
{
    store::in_transaction(pages, [&](store::Transaction& tx) { store::stop_mails(tx, aino, today); });
    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    BOOST_TEST(carry_out(store::MailState::not_sent) == 1);
    BOOST_TEST(account().email == "aino@example.com");
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE detail = 'nobody could be told of it'") == 1);

    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    end_warnings(store::MailState::not_sent);
    BOOST_TEST(flow::start_mails(desk(helena), account(), reason) == ActOutcome::done);
    BOOST_TEST(stopped_in_trail(aino) == 2);
    store::in_transaction(pages, [&](store::Transaction& tx) { store::stop_mails(tx, aino, today); });

    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    end_warnings(store::MailState::not_sent);
    BOOST_TEST(flow::confirm_change(desk(pekka), account(), open_change(), reason) == ActOutcome::done);
    make_due();
    BOOST_TEST(flow::carry_out_staff_changes(background, product) == 1);
    BOOST_TEST(account().email == "uusi@example.com");
}

BOOST_AUTO_TEST_CASE(an_account_that_got_another_address_meanwhile_keeps_that_one)
{
    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    (void)store::execute(
        root, "UPDATE account SET email = 'oma@example.com', email_key = 'oma@example.com' WHERE id = ?", aino);
    check_impossible();
}

BOOST_AUTO_TEST_CASE(an_account_that_was_locked_or_closed_meanwhile_gets_no_other_address)
{
    for (const auto state : {AccountState::locked, AccountState::closed}) {
        set_state(aino, AccountState::active);
        BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
        set_state(aino, state);
        BOOST_TEST(carry_out() == 1);
        BOOST_TEST(account().email == "aino@example.com");
    }
    BOOST_TEST(stopped_in_trail(aino) == 2);
    BOOST_TEST(done() == 0);
}

BOOST_AUTO_TEST_CASE(accounts_are_not_merged_when_either_got_another_address_meanwhile)
{
    const auto eino = resident("eino@example.com");
    BOOST_TEST(ask_for_merge(aino, eino) == ActOutcome::waits);
    (void)store::execute(
        root, "UPDATE account SET email = 'oma@example.com', email_key = 'oma@example.com' WHERE id = ?", aino);
    check_impossible();
    BOOST_TEST(ask_for_merge(eino, aino) == ActOutcome::waits);
    (void)store::execute(
        root, "UPDATE account SET email = 'muu@example.com', email_key = 'muu@example.com' WHERE id = ?", aino);
    BOOST_TEST(carry_out() == 1);
    BOOST_TEST(stopped_in_trail(eino) == 1);
    BOOST_TEST((read(eino).state == AccountState::active));
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE kind = ?", AuditKind::accounts_merged) == 0);
}

BOOST_AUTO_TEST_CASE(accounts_are_not_merged_when_the_one_that_stays_is_locked_meanwhile)
{
    const auto eino = resident("eino@example.com");
    BOOST_TEST(ask_for_merge(aino, eino) == ActOutcome::waits);
    set_state(eino, AccountState::locked, StateReason::staff);
    check_impossible();
}

BOOST_AUTO_TEST_CASE(a_change_that_is_stopped_this_very_moment_is_undone_as_a_whole)
{
    BOOST_TEST(ask_for_address("uusi@example.com") == ActOutcome::waits);
    end_warnings(store::MailState::sent);
    make_due();
    const auto before = mails();
    BOOST_TEST(
        overtaken_by([&] { stop_all(); }, [&] { return flow::carry_out_staff_changes(background, product); }) == 1);
    BOOST_TEST(account().email == "aino@example.com");
    BOOST_TEST(account().password_generation == 1U);
    BOOST_TEST(done() == 0);
    BOOST_TEST(mails() == before);
    BOOST_TEST(stopped_in_trail(aino) == 0); // whoever stopped it has said so already
}

BOOST_AUTO_TEST_CASE(an_account_that_is_erased_while_its_change_is_due_is_left_in_peace)
{
    const auto eino = resident("eino@example.com");
    const auto veijo = resident("veijo@example.com");
    BOOST_TEST(
        ask_for_address("uusi@example.com") == ActOutcome::waits); // the first one, which keeps the others waiting
    BOOST_TEST(ask_for_address("einon.uusi@example.com", eino) == ActOutcome::waits);
    BOOST_TEST(ask_for_merge(veijo, eino) == ActOutcome::waits);
    end_warnings(store::MailState::sent);
    make_due();
    const auto others = [&] {
        stop_all();
        (void)store::execute(root, "DELETE FROM account WHERE id = ?", eino);
    };
    BOOST_TEST(overtaken_by(others, [&] { return flow::carry_out_staff_changes(background, product); }) == 3);
    BOOST_TEST(number("SELECT COUNT(*) FROM account WHERE email = 'einon.uusi@example.com'") == 0);
    BOOST_TEST((read(veijo).state == AccountState::active));
    BOOST_TEST(done() == 0);
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE kind = ?", AuditKind::staff_change_stopped) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace help_desk
