#include "store/email_changes.hpp"

#include "given.hpp"
#include "store/purge.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;
using store::AccountState;
using store::StateReason;

namespace {

constexpr auto undo_until = now + 720h;

/// An account that can move from one address to another.
struct Mover : support::FreshDatabase {
    base::AccountId id = account(pages, "old@example.com", "$old$");

    store::Account found() { return store::find_account(pages, id).value(); }

    std::optional<std::uint64_t> change_to(const std::string& address, store::Account as, base::Instant at = now)
    {
        return store::in_transaction(pages, [&](store::Transaction& tx) {
            return store::change_email(tx, as, auth::parse_email_address(address).value(), at + 720h, at);
        });
    }
    std::optional<std::uint64_t> change_to(const std::string& address) { return change_to(address, found()); }

    store::EmailChange open_change(std::uint64_t change)
    {
        return store::find_email_change(pages, change, now).value();
    }

    bool undo(const store::EmailChange& change, base::Instant at = now)
    {
        return store::in_transaction(
            pages, [&](store::Transaction& tx) { return store::undo_email_change(tx, change, at); });
    }
    bool end(const store::EmailChange& change, base::Instant at = now)
    {
        return store::in_transaction(
            pages, [&](store::Transaction& tx) { return store::end_email_changes(tx, change, at); });
    }

    /// Asked by who wants to take it in this transaction, and by a mailer who only asks.
    bool is_reserved(const std::string& address, base::AccountId seeker, base::Instant at = now)
    {
        const bool asked = store::is_reserved_address(pages, address, std::optional{seeker}, at);
        const bool locked = store::in_transaction(
            pages, [&](store::Transaction& tx) { return store::is_reserved_address(tx, address, seeker, at); });
        BOOST_TEST(asked == locked);
        return locked;
    }

    /// A link by which this change can be undone.
    void undo_link(const std::string& token, std::uint64_t change)
    {
        auto undo = link(id, "old@example.com");
        undo.purpose = store::LinkPurpose::undo_email_change;
        undo.email_change = change;
        stored_link(background, token, undo, now);
    }
    bool is_open(const std::string& token)
    {
        return store::find_link_token(pages, auth::digest(token), store::LinkPurpose::undo_email_change, now)
            .has_value();
    }
};

const base::AccountId stranger{987654321};

} // namespace

BOOST_FIXTURE_TEST_SUITE(email_changes, Mover)

BOOST_AUTO_TEST_CASE(a_change_of_address_keeps_what_undoing_it_needs)
{
    store::in_transaction(pages, [&](store::Transaction& tx) { store::stop_mails(tx, id, now); });
    const auto change = change_to("New@Example.com");
    BOOST_REQUIRE(change);
    BOOST_TEST(found().email == "New@Example.com");
    BOOST_TEST(found().email_key == "new@example.com");
    BOOST_TEST(found().password_generation == 2U);
    BOOST_TEST(!found().mail_stopped); // it was the old address that somebody disowned
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM session_revocation WHERE account_id = ?", id) == 1);

    const auto kept = open_change(*change);
    BOOST_TEST((kept.account == id));
    BOOST_TEST(kept.old_email == "old@example.com");
    BOOST_TEST(kept.old_email_key == "old@example.com");
    BOOST_TEST(kept.old_password_hash.value() == "$old$");
    BOOST_TEST(kept.new_email == "New@Example.com");
    BOOST_TEST((kept.changed_at == now));
    BOOST_TEST((kept.undo_until == undo_until));
}

BOOST_AUTO_TEST_CASE(a_change_is_found_while_it_can_be_undone)
{
    const auto change = change_to("new@example.com").value();
    BOOST_TEST(store::find_email_change(pages, change, undo_until - 1s).has_value());
    BOOST_TEST(!store::find_email_change(pages, change, undo_until));
    BOOST_TEST(!store::find_email_change(pages, change + 1, now));
}

BOOST_AUTO_TEST_CASE(an_address_of_another_account_is_refused_and_nothing_changes)
{
    (void)account(pages, "taken@example.com");
    BOOST_TEST(!change_to("Taken@example.com"));
    BOOST_TEST(found().email == "old@example.com");
    BOOST_TEST(found().password_generation == 1U);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM email_change") == 0);
}

BOOST_AUTO_TEST_CASE(an_account_that_is_not_as_it_was_when_its_page_was_opened_is_not_changed)
{
    const auto seen = found();
    BOOST_REQUIRE(change_to("new@example.com", seen));
    BOOST_TEST(!change_to("newer@example.com", seen));
    BOOST_TEST(found().email == "new@example.com");
    store::in_transaction(
        pages, [&](store::Transaction& tx) { (void)store::lock_account(tx, id, StateReason::staff, now); });
    BOOST_TEST(!change_to("newer@example.com"));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM email_change") == 1);
}

BOOST_AUTO_TEST_CASE(of_twenty_parallel_changes_to_one_address_one_succeeds)
{
    std::vector<store::Account> movers;
    for (int i = 0; i < 20; ++i)
        movers.push_back(
            store::find_account(pages, account(pages, "mover" + std::to_string(i) + "@example.com")).value());
    const int moved = parallel(*this, 20, [&](store::Database& db, unsigned i) {
        return store::in_transaction(
                   db,
                   [&](store::Transaction& tx) {
                       return store::change_email(
                           tx, movers.at(i), auth::parse_email_address("one@example.com").value(), undo_until, now);
                   })
            .has_value();
    });
    BOOST_TEST(moved == 1);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM email_change") == 1);
}

BOOST_AUTO_TEST_CASE(an_old_address_is_reserved_for_its_account_alone_until_the_change_cannot_be_undone)
{
    BOOST_TEST(!is_reserved("old@example.com", stranger));
    (void)change_to("new@example.com").value();
    BOOST_TEST(is_reserved("old@example.com", stranger));
    BOOST_TEST(store::is_reserved_address(pages, "old@example.com", std::nullopt, now)); // for who has no account
    BOOST_TEST(!is_reserved("old@example.com", id));
    BOOST_TEST(!is_reserved("new@example.com", stranger));
    BOOST_TEST(is_reserved("old@example.com", stranger, undo_until - 1s));
    BOOST_TEST(!is_reserved("old@example.com", stranger, undo_until));

    const auto other = store::find_account(pages, account(pages, "other@example.com")).value();
    BOOST_TEST(!change_to("old@example.com", other));
    BOOST_TEST(store::find_account(pages, other.id)->email == "other@example.com");
    BOOST_TEST(store::find_account(pages, other.id)->password_generation == 1U);
    BOOST_TEST(change_to("old@example.com", other, undo_until).has_value());
}

BOOST_AUTO_TEST_CASE(a_disputed_address_stays_reserved_for_as_long_as_its_account_is_frozen)
{
    const auto change = open_change(change_to("new@example.com").value());
    BOOST_TEST(end(change));
    BOOST_TEST(is_reserved("old@example.com", stranger));
    BOOST_TEST(!is_reserved("old@example.com", stranger, undo_until));
    store::in_transaction(pages, [&](store::Transaction& tx) { store::dispute_account(tx, id, now); });
    BOOST_TEST(is_reserved("old@example.com", stranger, undo_until));
    BOOST_TEST(!is_reserved("old@example.com", id, undo_until));
    // Staff lock it for a reason of their own meanwhile, and the time comes in which such rows are deleted.
    store::in_transaction(
        pages, [&](store::Transaction& tx) { (void)store::lock_account(tx, id, StateReason::staff, now); });
    (void)purge_step(background, undo_until + 61 * 24h);
    BOOST_TEST(is_reserved("old@example.com", stranger, undo_until + 61 * 24h));
    BOOST_TEST(!is_reserved("new@example.com", stranger, undo_until));
    BOOST_TEST(
        store::in_transaction(pages, [&](store::Transaction& tx) { return store::unlock_account(tx, id, now); }));
    BOOST_TEST(!is_reserved("old@example.com", stranger, undo_until));
    (void)purge_step(background, undo_until + 61 * 24h);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM email_change") == 0);
}

BOOST_AUTO_TEST_CASE(its_own_old_address_can_be_taken_again)
{
    (void)change_to("new@example.com").value();
    BOOST_TEST(change_to("old@example.com").has_value());
    BOOST_TEST(found().email == "old@example.com");
}

BOOST_AUTO_TEST_CASE(undoing_a_change_gives_the_address_back_without_a_password_and_ends_later_changes)
{
    const auto first = open_change(change_to("middle@example.com").value());
    const auto second = open_change(change_to("thief@example.com").value());
    undo_link("first", first.id);
    undo_link("second", second.id);
    store::in_transaction(
        pages, [&](store::Transaction& tx) { BOOST_TEST(store::close_account(tx, id, now + 1h, now)); });

    BOOST_TEST(undo(first));
    BOOST_TEST(found().email == "old@example.com");
    BOOST_TEST(!found().password_hash);
    BOOST_TEST((found().state == AccountState::active));
    BOOST_TEST(!found().erase_at);
    BOOST_TEST(found().password_generation == 5U);
    BOOST_TEST(!store::find_email_change(pages, first.id, now));
    BOOST_TEST(!store::find_email_change(pages, second.id, now));
    BOOST_TEST(!is_open("first"));
    BOOST_TEST(!is_open("second"));
    BOOST_TEST(!undo(first));
    BOOST_TEST(!undo(second));
    BOOST_TEST(found().password_generation == 5U);
}

BOOST_AUTO_TEST_CASE(an_older_change_can_still_be_undone_after_a_later_one_was)
{
    const auto first = open_change(change_to("middle@example.com").value());
    const auto second = open_change(change_to("new@example.com").value());
    undo_link("first", first.id);
    BOOST_TEST(undo(second));
    BOOST_TEST(found().email == "middle@example.com");
    BOOST_TEST(is_open("first"));
    BOOST_TEST(undo(first));
    BOOST_TEST(found().email == "old@example.com");
}

BOOST_AUTO_TEST_CASE(a_change_is_not_undone_when_its_time_is_over_or_staff_have_locked_the_account)
{
    const auto change = open_change(change_to("new@example.com").value());
    BOOST_TEST(!undo(change, undo_until));
    store::in_transaction(
        pages, [&](store::Transaction& tx) { (void)store::lock_account(tx, id, StateReason::staff, now); });
    BOOST_TEST(!undo(change));
    BOOST_TEST(found().email == "new@example.com");
    BOOST_TEST((found().state == AccountState::locked));
    BOOST_TEST(store::find_email_change(pages, change.id, now).has_value()); // nothing changed
    store::in_transaction(
        pages, [&](store::Transaction& tx) { (void)store::lock_account(tx, id, StateReason::disputed_address, now); });
    BOOST_TEST(undo(change));
    BOOST_TEST((found().state == AccountState::active));
    BOOST_TEST((found().state_reason == StateReason::none));
}

BOOST_AUTO_TEST_CASE(changes_that_are_ended_leave_the_address_as_it_is_and_older_ones_to_be_undone)
{
    const auto first = open_change(change_to("a@example.com").value());
    const auto second = open_change(change_to("b@example.com").value());
    const auto third = open_change(change_to("c@example.com").value());
    undo_link("first", first.id);
    undo_link("second", second.id);
    undo_link("third", third.id);

    BOOST_TEST(!end(second, undo_until));
    BOOST_TEST(is_open("second"));
    BOOST_TEST(end(second));
    BOOST_TEST(found().email == "c@example.com");
    BOOST_TEST(found().password_hash.value() == "$old$");
    BOOST_TEST(is_open("first"));
    BOOST_TEST(!is_open("second"));
    BOOST_TEST(!is_open("third"));
    BOOST_TEST(store::find_email_change(pages, first.id, now).has_value());
    BOOST_TEST(!store::find_email_change(pages, second.id, now));
    BOOST_TEST(!store::find_email_change(pages, third.id, now));
    BOOST_TEST(!end(second));
    BOOST_TEST(!end(third));
}

BOOST_AUTO_TEST_SUITE_END()
