#include "store/import_rows.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace given;
using store::RowLock;

namespace {

struct Rows : support::FreshDatabase {
    base::AccountId matti = account(pages, "matti@example.com");
    base::AccountId maija = account(pages, "maija@example.com");

    Rows()
    {
        legacy_user(root, "1", "matti", matti, 1, "matti@example.com");
        legacy_user(root, "2", "masa", matti, 1, "matti@example.com");
        legacy_user(root, "3", "gone", std::nullopt, 5, "");
        legacy_user(root, "4", "maija", maija, 1, "maija@example.com");
        // Few rows are read, and locked, as a whole.
        (void)store::execute(
            root,
            "INSERT INTO account (public_id, email, email_key, state, created_at, updated_at)"
            " SELECT seq, seq, seq, 1, ?, ? FROM seq_1_to_2000",
            now, now);
        (void)store::execute(
            root,
            "INSERT INTO legacy_user (portal_user_id, status, imported_at) SELECT CONCAT('x', seq), 3, ? FROM "
            "seq_1_to_2000",
            now);
        support::server().administer("ANALYZE TABLE asiointipalvelu.account, asiointipalvelu.legacy_user");
    }

    /// True when somebody else, who does not wait, may change the row that this statement reads for an update.
    template <class... Args>
    bool is_free(store::Sql<Args...> sql, const Args&... arguments)
    {
        const auto rows = store::list(
            root, [](const store::Row& row) { return row.integer(0); }, sql, arguments...);
        return !rows.empty();
    }
    bool account_is_free(base::AccountId id)
    {
        return is_free("SELECT 1 FROM account WHERE id = ? FOR UPDATE SKIP LOCKED", id);
    }
    bool old_user_is_free(const std::string& id)
    {
        return is_free("SELECT 1 FROM legacy_user WHERE portal_user_id = ? FOR UPDATE SKIP LOCKED", id);
    }

    template <class Act>
    void in_import(Act act)
    {
        store::in_transaction(admin, [&](store::Transaction&) { act(); });
    }
};

std::set<std::string> ids_of(const std::vector<store::LegacyUser>& users)
{
    std::set<std::string> ids;
    for (const auto& user : users) ids.insert(user.portal_id);
    return ids;
}

std::set<std::string> addresses_of(const std::vector<store::Account>& accounts)
{
    std::set<std::string> addresses;
    for (const auto& account : accounts) addresses.insert(account.email_key);
    return addresses;
}

using Texts = std::set<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(import_rows, Rows)

BOOST_AUTO_TEST_CASE(old_users_are_found_by_their_ids_and_unknown_ones_are_left_out)
{
    BOOST_TEST(ids_of(store::list_legacy_users(admin, {"3", "1", "unknown", "'"}, RowLock::none)) == (Texts{"1", "3"}));
    BOOST_TEST(store::list_legacy_users(admin, {}, RowLock::none).empty());
    const auto matti_again = store::list_legacy_users(admin, {"2"}, RowLock::none).at(0);
    BOOST_TEST(matti_again.old_name == "masa");
    BOOST_TEST((matti_again.account == matti));
    BOOST_TEST((matti_again.status == store::LegacyStatus::linked));
}

BOOST_AUTO_TEST_CASE(accounts_are_found_by_number_and_by_address)
{
    const base::AccountId nobody{987654321};
    BOOST_TEST(addresses_of(store::list_accounts(admin, {maija, nobody}, RowLock::none)) == Texts{"maija@example.com"});
    BOOST_TEST(store::list_accounts(admin, {}, RowLock::none).empty());
    const auto found = store::list_accounts_by_email(admin, {"matti@example.com", "no@example.com"}, RowLock::none);
    BOOST_TEST(addresses_of(found) == Texts{"matti@example.com"});
    BOOST_TEST((found.at(0).id == matti));
    BOOST_TEST(found.at(0).password_hash.value() == "$hash$");
    BOOST_TEST(store::list_accounts_by_email(admin, {}, RowLock::none).empty());
    BOOST_TEST(store::list_accounts_by_email(admin, {"mätti@example.com"}, RowLock::none).empty());
}

BOOST_AUTO_TEST_CASE(the_old_users_of_many_accounts_are_told_by_account)
{
    const auto pairs = store::list_portal_ids_of(admin, std::vector{matti, maija});
    const std::set<std::pair<base::AccountId, std::string>> found{pairs.begin(), pairs.end()};
    BOOST_TEST((found == std::set<std::pair<base::AccountId, std::string>>{{matti, "1"}, {matti, "2"}, {maija, "4"}}));
    BOOST_TEST(store::list_portal_ids_of(admin, std::vector{matti}).size() == 2U);
    BOOST_TEST(store::list_portal_ids_of(admin, std::vector<base::AccountId>{}).empty());
    BOOST_TEST(store::list_portal_ids_of(admin, std::vector{base::AccountId{987654321}}).empty());
}

BOOST_AUTO_TEST_CASE(an_address_that_was_given_up_is_told_with_who_may_take_it_back)
{
    (void)store::execute(
        root,
        "INSERT INTO email_change (account_id, old_email, old_email_key, new_email, changed_at, undo_until)"
        " VALUES (?, 'o', 'old@example.com', 'n', ?, ?), (?, 'o', 'older@example.com', 'n', ?, ?)",
        matti, now, now + 24h, maija, now - 48h, now);
    const auto found = [&](base::Instant at) {
        return store::list_reservations(admin, {"old@example.com", "older@example.com", "other@example.com"}, at);
    };
    BOOST_TEST((found(now) == std::vector<std::pair<std::string, base::AccountId>>{{"old@example.com", matti}}));
    BOOST_TEST(found(now - 1s).size() == 2U);
    BOOST_TEST(found(now + 24h).empty());
    BOOST_TEST(store::list_reservations(admin, {}, now).empty());
    (void)store::execute(root, "UPDATE email_change SET undone_at = ?", now);
    BOOST_TEST(found(now).empty());
}

BOOST_AUTO_TEST_CASE(what_is_only_looked_at_stays_free_for_others)
{
    in_import([&] {
        (void)store::list_legacy_users(admin, {"1"}, RowLock::none);
        (void)store::list_accounts(admin, {matti}, RowLock::none);
        (void)store::list_accounts_by_email(admin, {"maija@example.com"}, RowLock::none);
        BOOST_TEST(old_user_is_free("1"));
        BOOST_TEST(account_is_free(matti));
        BOOST_TEST(account_is_free(maija));
    });
}

BOOST_AUTO_TEST_CASE(what_is_to_be_changed_stays_locked_until_the_transaction_ends_and_nothing_else)
{
    in_import([&] {
        (void)store::list_legacy_users(admin, {"1"}, RowLock::for_update);
        BOOST_TEST(!old_user_is_free("1"));
        BOOST_TEST(old_user_is_free("2"));
        (void)store::list_accounts(admin, {matti}, RowLock::for_update);
        BOOST_TEST(!account_is_free(matti));
        BOOST_TEST(account_is_free(maija));
        (void)store::list_accounts_by_email(admin, {"maija@example.com"}, RowLock::for_update);
        BOOST_TEST(!account_is_free(maija));
    });
    BOOST_TEST(old_user_is_free("1"));
    BOOST_TEST(account_is_free(matti));
    BOOST_TEST(account_is_free(maija));
}

BOOST_AUTO_TEST_SUITE_END()
