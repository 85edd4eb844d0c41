#include "store/old_users.hpp"

#include "given.hpp"
#include "store/erasure.hpp"
#include "store/legacy_users.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;
using store::LegacyStatus;

BOOST_FIXTURE_TEST_SUITE(old_users, support::FreshDatabase)

namespace {

bool move(store::Database& db, const std::string& portal_id, base::AccountId to)
{
    return in_transaction(
        db, [&](store::Transaction& tx) { return store::move_old_user(tx, portal_id, to, now + 1h); });
}

} // namespace

BOOST_AUTO_TEST_CASE(a_name_leads_to_one_old_user_or_to_nobody)
{
    legacy_user(root, "1", "matti", std::nullopt, 2, "m@example.com");
    legacy_user(root, "2", "laine", std::nullopt, 2, "a@example.com");
    legacy_user(root, "3", "Laine", std::nullopt, 2, "b@example.com");
    legacy_user(root, "4", "", std::nullopt, 8, "");
    BOOST_REQUIRE(store::find_old_user_by_name(pages, "matti"));
    BOOST_TEST(store::find_old_user_by_name(pages, "matti")->portal_id == "1");
    for (const auto* nobody : {"laine", "maija", ""}) BOOST_TEST(!store::find_old_user_by_name(pages, nobody), nobody);
}

BOOST_AUTO_TEST_CASE(only_who_may_be_added_is_moved)
{
    const auto mine = account(pages, "mine@example.com");
    const auto used = account(pages, "used@example.com");
    const auto imported = account(pages, "imported@example.com", std::nullopt);
    const auto locked = account(pages, "locked@example.com", std::nullopt);
    (void)store::execute(root, "UPDATE account SET state = 2 WHERE id = ?", locked);
    const auto stopped = account(pages, "stopped@example.com", std::nullopt);
    (void)store::execute(root, "UPDATE account SET mail_stopped_at = ? WHERE id = ?", now, stopped);

    legacy_user(root, "imported", "a", imported, 1, "imported@example.com");
    legacy_user(root, "shared", "b", std::nullopt, 2, "x@example.com");
    legacy_user(root, "unseen", "c", std::nullopt, 6, "x@example.com");
    for (const auto* id : {"imported", "shared", "unseen"}) {
        BOOST_TEST(move(pages, id, mine), id);
        BOOST_TEST(!move(pages, id, mine), id << ", once more");
    }
    BOOST_TEST(store::list_portal_ids(pages, mine).size() == 3U);

    legacy_user(root, "used", "d", used, 1, "used@example.com");
    legacy_user(root, "locked", "e", locked, 1, "locked@example.com");
    legacy_user(root, "stopped", "f", stopped, 1, "stopped@example.com");
    for (const int status : {3, 4, 5, 7, 8})
        legacy_user(root, std::to_string(status), "g", std::nullopt, status, "x@example.com");
    for (const auto* id : {"used", "locked", "stopped", "3", "4", "5", "7", "8", "nobody"})
        BOOST_TEST(!move(pages, id, mine), id);
    BOOST_TEST(store::list_portal_ids(pages, mine).size() == 3U);
}

BOOST_AUTO_TEST_CASE(an_imported_account_is_erased_with_its_last_old_user_gone_and_no_tombstone_hits_that_one)
{
    const auto mine = account(pages, "mine@example.com");
    const auto imported = account(pages, "imported@example.com", std::nullopt);
    legacy_user(root, "1", "a", imported, 1, "imported@example.com");
    legacy_user(root, "2", "b", imported, 1, "imported@example.com");
    BOOST_TEST(move(pages, "1", mine));
    BOOST_TEST(store::list_accounts_to_erase(background, 10, now + 1h).empty());
    BOOST_TEST(move(pages, "2", mine));
    const auto due = store::list_accounts_to_erase(background, 10, now + 1h);
    BOOST_REQUIRE(due.size() == 1U);
    BOOST_TEST((due.front().id == imported));
    (void)store::execute(root, "UPDATE account SET erase_at = UTC_TIMESTAMP() WHERE id = ?", imported);
    BOOST_TEST(in_transaction(background, [&](store::Transaction& tx) {
        return store::erase_account(tx, due.front(), now + 1h * 24 * 365 * 50);
    }));
    BOOST_TEST(store::list_portal_ids(pages, mine).size() == 2U);
    BOOST_TEST(store::find_old_user_by_name(pages, "b").has_value());
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM session_revocation WHERE account_id = ?", mine) == 2);
}

BOOST_AUTO_TEST_CASE(an_account_that_its_owner_uses_is_never_closed_by_a_move)
{
    const auto mine = account(pages, "mine@example.com");
    const auto imported = account(pages, "imported@example.com", std::nullopt);
    legacy_user(root, "1", "a", imported, 1, "imported@example.com");
    (void)store::execute(root, "UPDATE account SET password_hash = '$hash$' WHERE id = ?", imported);
    BOOST_TEST(!move(pages, "1", mine));
    BOOST_TEST(number(root, "SELECT state FROM account WHERE id = ?", imported) == 1);
}

BOOST_AUTO_TEST_CASE(an_old_user_may_be_added_while_nobody_uses_it)
{
    const base::AccountId mine{1};
    const auto owner_id = account(pages, "imported@example.com", std::nullopt);
    legacy_user(root, "1", "a", owner_id, 1, "imported@example.com");
    auto user = store::find_old_user_by_name(pages, "a").value();
    const auto owner = store::find_account(pages, owner_id).value();
    BOOST_TEST(store::may_be_added(user, owner, mine));
    BOOST_TEST(!store::may_be_added(user, owner, owner_id)); // added already

    const auto changed = [&](auto change) {
        auto other = owner;
        change(other);
        return store::may_be_added(user, other, mine);
    };
    BOOST_TEST(!changed([](auto& other) { other.password_hash = "$hash$"; }));
    BOOST_TEST(!changed([](auto& other) { other.state = store::AccountState::locked; }));
    BOOST_TEST(!changed([](auto& other) { other.state = store::AccountState::closed; }));
    BOOST_TEST(!changed([](auto& other) { other.mail_stopped = true; }));
    BOOST_TEST(!changed([](auto& other) { other.was_used = true; }), "a password that an undo has taken away");
    BOOST_TEST(
        !changed([](auto& other) { other.email_key = "right@example.com"; }), "staff have corrected the address");

    user.account = std::nullopt;
    for (int status = 1; status <= 8; ++status) {
        user.status = static_cast<LegacyStatus>(status);
        const bool is_open = status == 1 || status == 2 || status == 6;
        BOOST_TEST(store::may_be_added(user, std::nullopt, mine) == is_open, "status " << status);
    }
}

BOOST_AUTO_TEST_SUITE_END()
