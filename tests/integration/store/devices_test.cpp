#include "store/devices.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;
using store::Acquaintance;

BOOST_FIXTURE_TEST_SUITE(devices, support::FreshDatabase)

namespace {

Acquaintance seen(
    store::Database& db, base::AccountId account, const std::string& device, base::Instant at = now,
    unsigned generation = 1)
{
    return store::in_transaction(db, [&](store::Transaction& tx) {
        return store::remember_device(
            tx,
            {.account = account,
             .device = auth::digest(device),
             .password_generation = generation,
             .user_agent = "Mozilla/5.0"},
            at);
    });
}

} // namespace

BOOST_AUTO_TEST_CASE(the_first_browser_of_an_account_is_no_stranger_and_the_next_one_is)
{
    const auto matti = account(pages, "matti@example.com");
    const auto maija = account(pages, "maija@example.com");
    BOOST_TEST((seen(pages, matti, "one") == Acquaintance::first));
    BOOST_TEST((seen(pages, matti, "one") == Acquaintance::known));
    BOOST_TEST((seen(pages, matti, "two") == Acquaintance::unknown));
    BOOST_TEST((seen(pages, matti, "two") == Acquaintance::known));
    BOOST_TEST((seen(pages, maija, "one") == Acquaintance::first)); // couples at one computer
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM device") == 3);
}

BOOST_AUTO_TEST_CASE(a_browser_that_was_forgotten_is_a_stranger_once_and_no_other_account_forgets_it)
{
    const auto matti = account(pages, "matti@example.com");
    const auto maija = account(pages, "maija@example.com");
    for (const auto id : {matti, maija}) (void)seen(pages, id, "shared");
    (void)seen(pages, matti, "own");
    store::in_transaction(pages, [&](store::Transaction& tx) { store::forget_devices(tx, matti); });
    for (const auto* device : {"shared", "own"}) {
        BOOST_TEST((seen(pages, matti, device, now, 2) == Acquaintance::unknown), device);
        BOOST_TEST((seen(pages, matti, device, now, 2) == Acquaintance::known), device);
    }
    BOOST_TEST((seen(pages, maija, "shared") == Acquaintance::known));
}

BOOST_AUTO_TEST_CASE(of_more_than_a_hundred_browsers_the_ones_that_were_away_for_longest_are_forgotten)
{
    const auto id = account(pages, "matti@example.com");
    for (int i = 0; i < 101; ++i) (void)seen(pages, id, std::to_string(i), now + std::chrono::minutes{i});
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM device") == 100);
    BOOST_TEST(!store::find_device(pages, id, auth::digest("0"), now + 2h));
    BOOST_TEST((seen(pages, id, "100", now + 2h) == Acquaintance::known));
    BOOST_TEST((seen(pages, id, "0", now + 2h) == Acquaintance::unknown));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM device") == 100);
}

BOOST_AUTO_TEST_CASE(a_known_browser_tells_when_it_was_seen_and_under_which_password)
{
    const auto matti = account(pages, "matti@example.com");
    BOOST_TEST(!store::find_device(pages, matti, auth::digest("one"), now));
    (void)seen(pages, matti, "one", now, 1);
    (void)seen(pages, matti, "one", now + 48h, 3);
    const auto device = store::find_device(pages, matti, auth::digest("one"), now + 48h);
    BOOST_REQUIRE(device);
    BOOST_TEST((device->first_seen_at == now));
    BOOST_TEST((device->last_seen_at == now + 48h));
    BOOST_TEST(device->password_generation == 3U);
}

BOOST_AUTO_TEST_CASE(browsers_are_listed_the_last_used_one_in_front_without_those_of_an_earlier_password)
{
    const auto id = account(pages, "matti@example.com");
    const auto seen = [&](const std::string& device, std::uint32_t generation, base::Instant at) {
        store::in_transaction(pages, [&](store::Transaction& tx) {
            (void)store::remember_device(tx, {id, auth::digest(device), generation, ""}, at);
        });
    };
    seen("a", 1, now);
    seen("b", 1, now + 1h);
    seen("earlier", 0, now + 2h);
    seen("long ago", 1, now - store::device_memory);
    const auto listed = [&](unsigned most) { return store::list_devices(pages, id, 1, most, now + 1h); };
    BOOST_TEST((listed(10) == std::vector{auth::digest("b"), auth::digest("a")}));
    BOOST_TEST((listed(1) == std::vector{auth::digest("b")}));
}

BOOST_AUTO_TEST_CASE(a_browser_is_forgotten_when_its_cookie_is)
{
    const auto matti = account(pages, "matti@example.com");
    (void)seen(pages, matti, "one");
    (void)seen(pages, matti, "two", now + 24h);
    const auto end = now + store::device_memory;
    BOOST_TEST(store::find_device(pages, matti, auth::digest("one"), end - 1s).has_value());
    BOOST_TEST(!store::find_device(pages, matti, auth::digest("one"), end).has_value());
    BOOST_TEST((seen(pages, matti, "one", end) == Acquaintance::unknown));
}

BOOST_AUTO_TEST_SUITE_END()
