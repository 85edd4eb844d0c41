#include "store/retired_password.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(retired_password, support::FreshDatabase)

namespace {

bool retire(store::Database& db, base::AccountId id)
{
    const auto found = store::find_account(db, id);
    const auto generation = found ? found->password_generation : 1;
    return store::in_transaction(
        db, [&](store::Transaction& tx) { return store::retire_password(tx, id, generation, now); });
}

} // namespace

BOOST_AUTO_TEST_CASE(a_password_is_taken_away_once_and_its_hash_fits_no_password_any_more)
{
    const auto id = account(pages, "matti@example.com", "$argon2id$rest");
    const auto other = account(pages, "maija@example.com", "$argon2id$rest");
    BOOST_TEST(retire(pages, id));
    BOOST_TEST(store::find_account(pages, id)->password_hash.value() == "$retired$$argon2id$rest");
    BOOST_TEST(store::find_account(pages, id)->password_generation == 2U);
    BOOST_TEST(!retire(admin, id));
    BOOST_TEST(store::find_account(pages, id)->password_hash.value() == "$retired$$argon2id$rest");
    BOOST_TEST(store::find_account(pages, id)->password_generation == 2U);
    BOOST_TEST(store::find_account(pages, other)->password_hash.value() == "$argon2id$rest");
}

BOOST_AUTO_TEST_CASE(a_password_that_its_owner_has_just_changed_is_not_taken_away)
{
    const auto id = account(pages, "matti@example.com", "$argon2id$old");
    store::in_transaction(pages, [&](store::Transaction& tx) {
        BOOST_TEST(store::set_password(tx, id, 1, "$argon2id$new", now));
        BOOST_TEST(!store::retire_password(tx, id, 1, now));
    });
    BOOST_TEST(store::find_account(pages, id)->password_hash.value() == "$argon2id$new");
}

BOOST_AUTO_TEST_CASE(where_there_is_no_password_none_is_taken_away)
{
    const auto id = account(pages, "matti@example.com", std::nullopt);
    BOOST_TEST(!retire(pages, id));
    BOOST_TEST(!store::find_account(pages, id)->password_hash);
    BOOST_TEST(store::find_account(pages, id)->password_generation == 1U);
    BOOST_TEST(!retire(pages, base::AccountId{987654321}));
}

BOOST_AUTO_TEST_CASE(a_longest_hash_can_be_taken_away_too)
{
    const auto id = account(pages, "matti@example.com", "$imported$" + std::string(493, 'x'));
    BOOST_TEST(retire(pages, id));
}

BOOST_AUTO_TEST_SUITE_END()
