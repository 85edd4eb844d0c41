#include "store/peppers.hpp"

#include "given.hpp"
#include "store/email_changes.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(peppers, support::FreshDatabase)

BOOST_AUTO_TEST_CASE(a_pepper_is_needed_while_an_account_or_a_change_that_can_be_undone_has_a_hash_of_it)
{
    BOOST_TEST(store::count_hashes_with_pepper(admin, "abc") == 0U);
    (void)account(pages, "none@example.com", std::nullopt);
    (void)account(pages, "plain@example.com", "$argon2id$rest");
    (void)account(pages, "longer@example.com", "$pepper$abcd$argon2id$rest");
    (void)account(pages, "behind@example.com", "$retired$$pepper$abc$argon2id$rest");
    BOOST_TEST(store::count_hashes_with_pepper(admin, "abc") == 0U);
    const auto id = account(pages, "matti@example.com", "$pepper$abc$argon2id$rest");
    BOOST_TEST(store::count_hashes_with_pepper(admin, "abc") == 1U);
    BOOST_TEST(store::count_hashes_with_pepper(admin, "abcd") == 1U);

    store::in_transaction(pages, [&](store::Transaction& tx) {
        const auto address = auth::parse_email_address("new@example.com").value();
        BOOST_TEST(store::change_email(tx, *store::find_account(pages, id), address, now + 1h, now).has_value());
    });
    BOOST_TEST(store::count_hashes_with_pepper(admin, "abc") == 2U);
    (void)store::replace_hash(pages, id, "$pepper$abc$argon2id$rest", "$argon2id$rest");
    BOOST_TEST(store::count_hashes_with_pepper(admin, "abc") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
