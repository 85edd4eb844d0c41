#include "auth/throttle.hpp"
#include "given.hpp"
#include "store/throttle.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(throttle, support::FreshDatabase)

namespace {

constexpr int until_the_first_wait = 6; // five are free, the sixth costs

store::AttemptKeys keys(const std::string& name, const std::string& network)
{
    return {.name = auth::digest(name), .network = auth::digest(network)};
}

std::int64_t failures(store::Database& root, const auth::Digest& key)
{
    return number(root, "SELECT COALESCE(SUM(failures), 0) FROM throttle WHERE key_digest = ?", key);
}

void fail(store::Database& db, const store::AttemptKeys& at, int times, base::Instant when = now)
{
    for (int i = 0; i < times; ++i) BOOST_TEST((store::reserve_attempt(db, at, when) == 0s));
}

} // namespace

BOOST_AUTO_TEST_CASE(attempts_that_are_free_do_not_wait_and_the_next_one_does)
{
    const auto key = keys("matti", "192.0.2.1");
    unsigned free = 0;
    while (auth::wait_after_name_failures(free) == 0s) ++free;
    fail(pages, key, static_cast<int>(free));
    const auto wait = auth::wait_after_name_failures(free);
    BOOST_TEST((store::reserve_attempt(pages, key, now) == wait));
    BOOST_TEST((store::reserve_attempt(pages, key, now + wait - 1s) == 1s)); // asking did not prolong it
    BOOST_TEST((store::reserve_attempt(pages, key, now + wait) == 0s));
    BOOST_TEST((store::reserve_attempt(pages, key, now + wait) == auth::wait_after_name_failures(free + 1)));
}

BOOST_AUTO_TEST_CASE(an_attempt_that_must_wait_is_not_counted)
{
    const auto key = keys("matti", "192.0.2.1");
    fail(pages, key, until_the_first_wait);
    for (int i = 0; i < 10; ++i) BOOST_TEST((store::reserve_attempt(pages, key, now) > 0s));
    BOOST_TEST(failures(root, key.name) == until_the_first_wait);
    BOOST_TEST(failures(root, key.network) == until_the_first_wait);
}

BOOST_AUTO_TEST_CASE(fifty_parallel_attempts_are_counted_as_fifty)
{
    const int allowed = parallel(*this, 50, [](store::Database& db, unsigned i) {
        return store::reserve_attempt(db, keys("name " + std::to_string(i), "192.0.2.1"), now) == 0s;
    });
    BOOST_TEST(allowed == 50);
    BOOST_TEST(failures(root, auth::digest("192.0.2.1")) == 50);
}

BOOST_AUTO_TEST_CASE(fifty_parallel_attempts_for_one_name_try_no_more_than_what_is_free)
{
    const int allowed = parallel(*this, 50, [](store::Database& db, unsigned i) {
        return store::reserve_attempt(db, keys("matti", "192.0.2." + std::to_string(i)), now) == 0s;
    });
    BOOST_TEST(failures(root, auth::digest("matti")) == allowed);
    BOOST_TEST((auth::wait_after_name_failures(static_cast<unsigned>(allowed)) > 0s));
    BOOST_TEST((auth::wait_after_name_failures(static_cast<unsigned>(allowed) - 1) == 0s));
}

BOOST_AUTO_TEST_CASE(a_network_waits_for_all_its_names)
{
    (void)store::execute(
        root, "INSERT INTO throttle (key_digest, failures, not_before, last_at) VALUES (?, ?, ?, ?)",
        auth::digest("192.0.2.1"), 300, now + 60s, now);
    BOOST_TEST((store::reserve_attempt(pages, keys("matti", "192.0.2.1"), now) > 0s));
    BOOST_TEST((store::reserve_attempt(pages, keys("matti", "192.0.2.2"), now) == 0s));
}

BOOST_AUTO_TEST_CASE(a_success_forgets_the_names_failures_and_takes_back_one_of_the_network)
{
    const auto key = keys("matti", "192.0.2.1");
    fail(pages, keys("liisa", "192.0.2.1"), 2);
    fail(pages, key, 3);
    store::clear_attempts(pages, key);
    BOOST_TEST(failures(root, key.name) == 0);
    BOOST_TEST(failures(root, key.network) == 4);
    store::clear_attempts(pages, keys("nobody", "192.0.2.9"));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM throttle WHERE failures > 100") == 0);
}

BOOST_AUTO_TEST_CASE(a_success_leaves_no_wait_behind_for_a_busy_network)
{
    unsigned free = 0;
    while (auth::wait_after_network_failures(free) == 0s) ++free;
    const auto key = keys("matti", "192.0.2.1");
    (void)store::execute(
        root, "INSERT INTO throttle (key_digest, failures, not_before, last_at) VALUES (?, ?, ?, ?)", key.network,
        free - 1, now, now);
    BOOST_TEST((store::reserve_attempt(pages, key, now) == 0s));
    BOOST_TEST((store::reserve_attempt(pages, keys("liisa", "192.0.2.1"), now) > 0s));
    store::clear_attempts(pages, key);
    BOOST_TEST((store::reserve_attempt(pages, keys("liisa", "192.0.2.1"), now) == 0s));
}

BOOST_AUTO_TEST_CASE(failures_are_forgotten_after_their_time_and_by_a_new_password)
{
    const auto key = keys("matti", "192.0.2.1");
    fail(pages, key, until_the_first_wait);
    BOOST_TEST((store::reserve_attempt(pages, key, now + auth::failure_memory) == 0s));
    BOOST_TEST(failures(root, key.name) == 1);
    store::in_transaction(pages, [&](store::Transaction& tx) { store::forget_failures(tx, key.name); });
    BOOST_TEST(failures(root, key.name) == 0);
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_never_locks_out_longer)
{
    const auto key = keys("matti", "192.0.2.1");
    fail(pages, key, until_the_first_wait);
    const auto wait = store::reserve_attempt(pages, key, now - 5000s);
    BOOST_TEST((wait > 0s));
    BOOST_TEST((wait <= auth::wait_after_name_failures(until_the_first_wait)));
}

BOOST_AUTO_TEST_SUITE_END()
