#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;
using store::AccountState;
using store::StateReason;

namespace {

/// An account and another one, which nothing here may touch.
struct TwoAccounts : support::FreshDatabase {
    base::AccountId id = account(pages, "matti@example.com");
    base::AccountId other = account(pages, "maija@example.com");

    ~TwoAccounts()
    {
        const auto untouched = store::find_account(pages, other);
        BOOST_TEST((untouched->state == AccountState::active));
        BOOST_TEST(untouched->password_generation == 1U);
        BOOST_TEST(untouched->given_name == "Matti");
        BOOST_TEST((untouched->language == base::Language::fi));
        BOOST_TEST(number(root, "SELECT COUNT(*) FROM session_revocation WHERE account_id = ?", other) == 0);
    }

    store::Account found() { return store::find_account(pages, id).value(); }

    /// How often everybody was told to forget what they know of the account.
    std::int64_t revocations()
    {
        return number(root, "SELECT COUNT(*) FROM session_revocation WHERE account_id = ? AND session_id IS NULL", id);
    }

    template <class Act>
    auto change(Act act)
    {
        return store::in_transaction(pages, act);
    }

    bool close(base::Instant erase_at = now + 720h)
    {
        return change([&](store::Transaction& tx) { return store::close_account(tx, id, erase_at, now); });
    }
    bool reopen()
    {
        return change([&](store::Transaction& tx) { return store::reopen_account(tx, id, now); });
    }
    void lock(StateReason reason = StateReason::staff)
    {
        change([&](store::Transaction& tx) { (void)store::lock_account(tx, id, reason, now); });
    }
    void dispute()
    {
        change([&](store::Transaction& tx) { store::dispute_account(tx, id, now); });
    }
    bool unlock()
    {
        return change([&](store::Transaction& tx) { return store::unlock_account(tx, id, now); });
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(account_states, TwoAccounts)

BOOST_AUTO_TEST_CASE(new_names_hold_at_once_and_everybody_who_knows_the_old_ones_is_told)
{
    change([&](store::Transaction& tx) { store::set_names(tx, id, "Åke 🦆", "Öberg", now + 1h); });
    BOOST_TEST(found().given_name == "Åke 🦆");
    BOOST_TEST(found().family_name == "Öberg");
    BOOST_TEST(found().password_generation == 1U);
    BOOST_TEST(revocations() == 1);
    BOOST_TEST(text(root, "SELECT updated_at FROM account WHERE id = ?", id) == base::to_datetime(now + 1h));
}

BOOST_AUTO_TEST_CASE(a_language_is_changed_and_nothing_else)
{
    for (const auto language : {base::Language::sv, base::Language::en, base::Language::en}) {
        change([&](store::Transaction& tx) { store::set_language(tx, id, language, now); });
        BOOST_TEST((found().language == language));
    }
    BOOST_TEST(found().password_generation == 1U);
    BOOST_TEST(found().given_name == "Matti");
}

BOOST_AUTO_TEST_CASE(a_closed_account_lets_nobody_in_and_is_closed_once)
{
    stored_session(pages, session("s", id));
    BOOST_TEST(close());
    BOOST_TEST((found().state == AccountState::closed));
    BOOST_TEST((found().erase_at == now + 720h));
    BOOST_TEST(found().password_generation == 2U); // links and mails that wait are over
    BOOST_TEST(!store::find_session(pages, auth::digest("s"), now));
    BOOST_TEST(revocations() == 1);

    BOOST_TEST(!close(now + 1h));
    BOOST_TEST((found().erase_at == now + 720h));
    BOOST_TEST(found().password_generation == 2U);
}

BOOST_AUTO_TEST_CASE(whoever_comes_back_finds_the_account_open_and_no_day_of_erasure)
{
    BOOST_TEST(close());
    BOOST_TEST(reopen());
    BOOST_TEST((found().state == AccountState::active));
    BOOST_TEST(!found().erase_at);
    BOOST_TEST(found().password_hash.value() == "$hash$");
    BOOST_TEST(!reopen());
    BOOST_TEST((found().state == AccountState::active));
}

BOOST_AUTO_TEST_CASE(whoever_comes_back_when_the_time_is_over_finds_nothing_to_open)
{
    BOOST_TEST(close(now));
    BOOST_TEST(!reopen());
    BOOST_TEST((found().state == AccountState::closed));
}

BOOST_AUTO_TEST_CASE(an_account_that_staff_locked_is_neither_closed_nor_opened_by_its_owner)
{
    stored_session(pages, session("s", id));
    lock(StateReason::deceased);
    BOOST_TEST((found().state == AccountState::locked));
    BOOST_TEST((found().state_reason == StateReason::deceased));
    BOOST_TEST(found().password_generation == 2U);
    BOOST_TEST(!store::find_session(pages, auth::digest("s"), now));
    BOOST_TEST(revocations() == 1);

    BOOST_TEST(!close());
    BOOST_TEST(!reopen());
    BOOST_TEST((found().state == AccountState::locked));
}

BOOST_AUTO_TEST_CASE(an_account_that_its_owner_has_closed_is_not_locked)
{
    BOOST_TEST(close());
    lock();
    BOOST_TEST((found().state == AccountState::closed));
    BOOST_TEST(found().erase_at.has_value());
    BOOST_TEST(found().password_generation == 2U);
}

BOOST_AUTO_TEST_CASE(a_locked_account_gets_another_reason_in_the_place_of_the_first)
{
    lock();
    lock(StateReason::disputed_address);
    BOOST_TEST((found().state_reason == StateReason::disputed_address));
}

BOOST_AUTO_TEST_CASE(an_account_with_a_disputed_address_is_locked_open_or_closed)
{
    stored_session(pages, session("s", id));
    BOOST_TEST(close());
    dispute();
    BOOST_TEST(store::is_disputed(found()));
    BOOST_TEST((found().state == AccountState::locked));
    BOOST_TEST((found().state_reason == StateReason::disputed_address));
    BOOST_TEST(!found().erase_at);
    BOOST_TEST(found().password_generation == 3U); // of closing, and of this
    BOOST_TEST(!store::find_session(pages, auth::digest("s"), now));
    BOOST_TEST(revocations() == 2);
}

BOOST_AUTO_TEST_CASE(whether_an_account_is_still_in_the_state_that_was_read_is_known_for_the_rest_of_the_transaction)
{
    const auto kept = [&](const store::Account& read) {
        return change([&](store::Transaction& tx) { return store::take_turn_in_state_of(tx, read); });
    };
    const auto is_active = [&] {
        return change([&](store::Transaction& tx) { return store::take_turn_while_active(tx, id); });
    };
    const auto open = found();
    BOOST_TEST(kept(open));
    BOOST_TEST(is_active());
    dispute();
    BOOST_TEST(!kept(open));
    BOOST_TEST(!is_active());
    const auto disputed = found();
    BOOST_TEST(kept(disputed));
    lock(StateReason::deceased);
    BOOST_TEST(!kept(disputed));
}

BOOST_AUTO_TEST_CASE(a_dispute_does_not_rename_a_lock_by_staff)
{
    BOOST_TEST(!store::is_disputed(found()));
    lock(StateReason::deceased);
    dispute();
    BOOST_TEST((found().state_reason == StateReason::deceased));
    BOOST_TEST(found().password_generation == 2U);
    BOOST_TEST(revocations() == 1);
}

BOOST_AUTO_TEST_CASE(only_a_locked_account_is_unlocked)
{
    BOOST_TEST(!unlock());
    lock();
    BOOST_TEST(unlock());
    BOOST_TEST((found().state == AccountState::active));
    BOOST_TEST((found().state_reason == StateReason::none));
    BOOST_TEST(!unlock());
    BOOST_TEST(close());
    BOOST_TEST(!unlock());
    BOOST_TEST((found().state == AccountState::closed));
}

BOOST_AUTO_TEST_CASE(mails_are_started_again_once)
{
    const auto start = [&](base::Instant at) {
        return change([&](store::Transaction& tx) { return store::start_mails(tx, id, at); });
    };
    BOOST_TEST(!start(now + 1h));
    change([&](store::Transaction& tx) { store::stop_mails(tx, id, now); });
    BOOST_TEST(start(now + 2h));
    BOOST_TEST(!found().mail_stopped);
    BOOST_TEST(found().password_generation == 1U);
    BOOST_TEST(!start(now + 3h));
}

BOOST_AUTO_TEST_CASE(nothing_happens_to_an_account_that_is_not_there)
{
    const base::AccountId nobody{987654321};
    change([&](store::Transaction& tx) {
        store::set_names(tx, nobody, "A", "B", now);
        store::set_language(tx, nobody, base::Language::sv, now);
        BOOST_TEST(!store::lock_account(tx, nobody, StateReason::staff, now));
        BOOST_TEST(!store::reopen_account(tx, nobody, now));
        BOOST_TEST(!store::close_account(tx, nobody, now, now));
        BOOST_TEST(!store::unlock_account(tx, nobody, now));
        BOOST_TEST(!store::start_mails(tx, nobody, now));
    });
    BOOST_TEST((found().state == AccountState::active));
    BOOST_TEST(found().given_name == "Matti");
}

BOOST_AUTO_TEST_SUITE_END()
