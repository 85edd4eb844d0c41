#include "auth/throttle.hpp"
#include "given.hpp"
#include "store/purge.hpp"
#include "store/throttle.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(throttle, support::FreshDatabase)

namespace {

constexpr int until_the_first_wait = auth::free_failures_of_both + 1;
constexpr auto closing = static_cast<int>(auth::closing_failures);

store::AttemptKeys keys(const std::string& name, const std::string& network)
{
    return {
        .name = auth::digest(name), .network = auth::digest(network), .both = auth::digest(name + " from " + network)};
}

/// From a browser that the account knows.
store::AttemptKeys at_home(const std::string& name, const std::string& network)
{
    auto known = keys(name, network);
    known.device = auth::digest(name + "'s own browser");
    return known;
}

std::int64_t failures(store::Database& root, const auth::Digest& key)
{
    return number(root, "SELECT COALESCE(SUM(failures), 0) FROM throttle WHERE key_digest = ?", key);
}

bool may_try(store::Database& db, const store::AttemptKeys& at, base::Instant when = now)
{
    return store::reserve_attempt(db, at, when).may_go_on();
}

std::chrono::seconds wait(store::Database& db, const store::AttemptKeys& at, base::Instant when = now)
{
    return store::reserve_attempt(db, at, when).wait;
}

void fail(store::Database& db, const store::AttemptKeys& at, int times, base::Instant when = now)
{
    for (int i = 0; i < times; ++i) BOOST_TEST(may_try(db, at, when));
}

/// Patient, and never where the network or the two together would stop it.
void fail_from_everywhere(store::Database& db, const std::string& name, int times)
{
    for (int i = 0; i < times; ++i) fail(db, keys(name, "net " + std::to_string(i)), 1, now + i * auth::longest_wait);
}

constexpr auto much_later = now + closing * auth::longest_wait;

void clear(store::Database& db, const store::AttemptKeys& keys)
{
    store::in_transaction(db, [&](store::Transaction& tx) { store::clear_attempts(tx, keys); });
}

} // namespace

BOOST_AUTO_TEST_CASE(attempts_that_are_free_do_not_wait_and_the_next_one_does)
{
    const auto key = keys("matti", "192.0.2.1");
    fail(pages, key, until_the_first_wait);
    const auto first = auth::first_wait;
    BOOST_TEST((wait(pages, key) == first));
    BOOST_TEST((wait(pages, key, now + first - 1s) == 1s)); // asking did not prolong it
    BOOST_TEST(may_try(pages, key, now + first));
    BOOST_TEST((wait(pages, key, now + first) == 2 * first));
}

BOOST_AUTO_TEST_CASE(an_attempt_that_must_wait_is_not_counted_and_leaves_no_row_behind)
{
    const auto key = keys("matti", "192.0.2.1");
    fail(pages, key, until_the_first_wait);
    for (int i = 0; i < 10; ++i) BOOST_TEST(!may_try(pages, key));
    BOOST_TEST(failures(root, key.name) == until_the_first_wait);
    BOOST_TEST(failures(root, key.network) == until_the_first_wait);
    (void)store::execute(
        root, "UPDATE throttle SET failures = 300, not_before = ? WHERE key_digest = ?", now + 60s, key.network);
    for (int i = 0; i < 10; ++i) BOOST_TEST(!may_try(pages, keys("name " + std::to_string(i), "192.0.2.1")));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM throttle") == 3);
}

BOOST_AUTO_TEST_CASE(fifty_parallel_attempts_are_counted_as_fifty)
{
    const int allowed = parallel(*this, 50, [](store::Database& db, unsigned i) {
        return may_try(db, keys("name " + std::to_string(i), "192.0.2.1"));
    });
    BOOST_TEST(allowed == 50);
    BOOST_TEST(failures(root, auth::digest("192.0.2.1")) == 50);
}

BOOST_AUTO_TEST_CASE(fifty_parallel_attempts_for_one_name_try_no_more_than_what_is_free)
{
    const int from_one =
        parallel(*this, 50, [](store::Database& db, unsigned) { return may_try(db, keys("matti", "192.0.2.1")); });
    BOOST_TEST(from_one == until_the_first_wait);
    const int from_many = parallel(*this, 50, [](store::Database& db, unsigned i) {
        return may_try(db, keys("liisa", "192.0.2." + std::to_string(i)));
    });
    BOOST_TEST(from_many == static_cast<int>(auth::free_failures_of_name) + 1);
    BOOST_TEST(failures(root, auth::digest("liisa")) == from_many);
}

BOOST_AUTO_TEST_CASE(guessing_at_one_name_from_a_hundred_networks_is_slowed)
{
    int tried = 0;
    for (int i = 0; i < 100; ++i) tried += may_try(pages, keys("matti", "198.51.100." + std::to_string(i))) ? 1 : 0;
    BOOST_TEST(tried == static_cast<int>(auth::free_failures_of_name) + 1);
}

BOOST_AUTO_TEST_CASE(guessing_from_one_network_does_not_slow_the_owner_in_another)
{
    fail(pages, keys("matti", "192.0.2.1"), until_the_first_wait);
    BOOST_TEST(!may_try(pages, keys("matti", "192.0.2.1")));
    BOOST_TEST(may_try(pages, keys("matti", "192.0.2.2")));
}

BOOST_AUTO_TEST_CASE(a_network_waits_for_all_its_names_but_for_known_browsers)
{
    fail(pages, at_home("liisa", "192.0.2.1"), 3);
    BOOST_TEST(failures(root, auth::digest("192.0.2.1")) == 0);
    (void)store::execute(
        root, "INSERT INTO throttle (key_digest, failures, not_before, last_at) VALUES (?, ?, ?, ?)",
        auth::digest("192.0.2.1"), 300, now + 60s, now);
    BOOST_TEST(!may_try(pages, keys("matti", "192.0.2.1")));
    BOOST_TEST(may_try(pages, keys("matti", "192.0.2.2")));
    BOOST_TEST(may_try(pages, at_home("liisa", "192.0.2.1")));
}

BOOST_AUTO_TEST_CASE(many_residents_behind_one_address_are_unharmed_by_days_of_mistyping)
{
    // One in twenty seconds for an hour, then one in two minutes for two days; each goes on to succeed elsewhere.
    int refused = 0;
    for (int i = 0; i < 180; ++i)
        refused += may_try(pages, keys("resident " + std::to_string(i), "192.0.2.1"), now + i * 20s) ? 0 : 1;
    for (int i = 0; i < 1440; ++i)
        refused += may_try(pages, keys("other " + std::to_string(i), "192.0.2.1"), now + 1h + i * 2min) ? 0 : 1;
    BOOST_TEST(refused == 0);
}

BOOST_AUTO_TEST_CASE(a_hundred_failures_close_the_password_to_strangers_until_it_is_set_anew)
{
    fail_from_everywhere(pages, "matti", closing - 1);
    BOOST_TEST(!store::reserve_attempt(pages, keys("matti", "net 0"), much_later - auth::longest_wait).is_shut);
    const auto refusal = store::reserve_attempt(pages, keys("matti", "elsewhere"), much_later);
    BOOST_TEST(refusal.is_shut);
    BOOST_TEST(!refusal.may_go_on());
    BOOST_TEST(failures(root, auth::digest("matti")) == closing);

    while (purge_step(background, much_later + 24h * 3650) > 0) {
    }
    BOOST_TEST(store::reserve_attempt(pages, keys("matti", "elsewhere"), much_later + 24h * 3650).is_shut);

    store::in_transaction(
        pages, [](store::Transaction& tx) { BOOST_TEST(store::forget_failures(tx, auth::digest("matti"))); });
    BOOST_TEST(may_try(pages, keys("matti", "elsewhere"), much_later + 24h * 3650));
}

BOOST_AUTO_TEST_CASE(a_known_browser_is_neither_slowed_nor_shut_out_by_strangers_and_has_a_hundred_of_its_own)
{
    fail_from_everywhere(pages, "matti", closing);
    const auto home = at_home("matti", "net 0");
    BOOST_TEST(may_try(pages, home, much_later));
    clear(pages, home);
    BOOST_TEST(failures(root, *home.device) == 0);
    BOOST_TEST(failures(root, home.name) == closing); // strangers stay out

    for (int i = 0; i < closing; ++i) fail(pages, home, 1, much_later + i * auth::longest_wait);
    BOOST_TEST(store::reserve_attempt(pages, home, much_later + 24h * 30).is_shut);
    BOOST_TEST(failures(root, home.name) == closing);
}

BOOST_AUTO_TEST_CASE(a_success_forgets_the_names_failures_and_takes_back_one_of_the_network)
{
    const auto key = keys("matti", "192.0.2.1");
    fail(pages, keys("liisa", "192.0.2.1"), 2);
    fail(pages, key, 3);
    clear(pages, key);
    BOOST_TEST(failures(root, key.name) == 0);
    BOOST_TEST(failures(root, key.both) == 0);
    BOOST_TEST(failures(root, key.network) == 4);
    clear(pages, keys("liisa", "192.0.2.1")); // one of its two
    BOOST_TEST(failures(root, key.network) == 3);
    const auto alone = keys("aino", "198.51.100.1");
    fail(pages, alone, 1);
    clear(pages, alone);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM throttle") == 1); // nothing is left of the one who was alone there
    clear(pages, keys("nobody", "192.0.2.9"));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM throttle WHERE failures > 100") == 0);
}

BOOST_AUTO_TEST_CASE(an_attempt_that_is_given_back_was_never_made)
{
    const auto key = keys("matti", "192.0.2.1");
    fail(pages, key, 1);
    store::return_attempt(pages, key);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM throttle") == 0);
    fail(pages, key, until_the_first_wait - 1);
    for (int i = 0; i < 3; ++i) {
        fail(pages, key, 1);
        store::return_attempt(pages, key);
    }
    BOOST_TEST(failures(root, key.name) == until_the_first_wait - 1);
}

BOOST_AUTO_TEST_CASE(a_success_leaves_no_wait_behind_for_a_busy_network)
{
    const auto key = keys("matti", "192.0.2.1");
    (void)store::execute(
        root, "INSERT INTO throttle (key_digest, failures, not_before, last_at) VALUES (?, ?, ?, ?)", key.network,
        auth::free_failures_of_network, now, now);
    BOOST_TEST(may_try(pages, key));
    BOOST_TEST(!may_try(pages, keys("liisa", "192.0.2.1")));
    clear(pages, key);
    BOOST_TEST(may_try(pages, keys("liisa", "192.0.2.1")));
}

BOOST_AUTO_TEST_CASE(failures_are_forgotten_after_their_time_and_everywhere_by_a_new_password)
{
    const auto key = keys("matti", "192.0.2.1");
    fail(pages, key, until_the_first_wait);
    BOOST_TEST(!may_try(pages, key));
    store::in_transaction(pages, [&](store::Transaction& tx) { store::forget_failures(tx, key.name); });
    fail(pages, key, until_the_first_wait); // the wait of this network went with them
    BOOST_TEST(!may_try(pages, key));
    BOOST_TEST(may_try(pages, key, now + auth::failure_memory));
    BOOST_TEST(failures(root, key.name) == 1);
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_never_locks_out_longer)
{
    const auto key = keys("matti", "192.0.2.1");
    fail(pages, key, until_the_first_wait);
    const auto remaining = wait(pages, key, now - 5000s);
    BOOST_TEST((remaining > 0s));
    BOOST_TEST((remaining <= auth::first_wait));
}

BOOST_AUTO_TEST_SUITE_END()
