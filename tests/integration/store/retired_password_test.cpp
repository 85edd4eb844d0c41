#include "store/retired_password.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(retired_password, support::FreshDatabase)

namespace {

bool retire(store::Database& db, base::AccountId id)
{
    return store::in_transaction(db, [&](store::Transaction& tx) { return store::retire_password(tx, id, now); });
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
