#include "auth/throttle.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>
#include <string_view>

namespace {

using auth::CountedBy;
using namespace std::chrono_literals;

constexpr auto most = std::numeric_limits<unsigned>::max();
constexpr base::Instant now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 8h;

struct WaitCase {
    std::string_view sentence;
    CountedBy by;
    unsigned failures;
    long wait_s;
};

struct MemoryCase {
    std::string_view sentence;
    CountedBy by;
    unsigned failures;
    std::chrono::seconds ago;
    unsigned left;
};

template <class Case>
requires requires(Case c)
{
    c.sentence;
}
std::ostream& operator<<(std::ostream& out, const Case& c)
{
    return out << c.sentence;
}

constexpr WaitCase wait_cases[] = {
    {"nothing happened yet", CountedBy::both, 0, 0},
    {"five failures from one network are free", CountedBy::both, 5, 0},
    {"the sixth costs half a minute", CountedBy::both, 6, 30},
    {"each further one doubles the wait", CountedBy::both, 7, 60},
    {"and again", CountedBy::both, 8, 120},
    {"and again and again", CountedBy::both, 10, 480},
    {"up to a quarter of an hour", CountedBy::both, 11, 900},
    {"but never beyond it", CountedBy::both, 12, 900},
    {"nor after more than can be counted", CountedBy::both, most, 900},
    {"twenty failures of a name from everywhere are free", CountedBy::name, 20, 0},
    {"the next one costs half a minute, too", CountedBy::name, 21, 30},
    {"ten failures in a known browser are free", CountedBy::device, 10, 0},
    {"the eleventh costs half a minute", CountedBy::device, 11, 30},
    {"a school has its own bad days", CountedBy::network, 21, 0},
    {"two hundred failures of a network are free", CountedBy::network, 200, 0},
    {"the next one costs half a minute as well", CountedBy::network, 201, 30},
    {"up to a quarter of an hour as well", CountedBy::network, 206, 900},
    {"and never beyond it either", CountedBy::network, most, 900},
};

constexpr MemoryCase memory_cases[] = {
    {"a name is remembered for thirty days", CountedBy::name, 21, 24h * 30 - 1s, 21},
    {"and then forgotten as a whole", CountedBy::name, 21, 24h * 30, 0},
    {"a closed password stays closed for ever", CountedBy::name, 100, 24h * 3650, 100},
    {"a known browser is remembered as long", CountedBy::device, 11, 24h * 30 - 1s, 11},
    {"and forgotten as late", CountedBy::device, 11, 24h * 30, 0},
    {"one that is closed stays closed", CountedBy::device, 100, 24h * 3650, 100},
    {"a name from one network is remembered for a day", CountedBy::both, 9, 24h - 1s, 9},
    {"and then forgotten", CountedBy::both, 9, 24h, 0},
    {"a network is forgiven nothing in less than a minute", CountedBy::network, 201, 59s, 201},
    {"one failure in a minute", CountedBy::network, 201, 60s, 200},
    {"sixty in an hour", CountedBy::network, 201, 1h, 141},
    {"and all of them in the end", CountedBy::network, 201, 201min, 0},
    {"with none left over", CountedBy::network, 201, 24h, 0},
    {"a clock set back forgives nothing", CountedBy::network, 201, -1h, 201},
    {"nor does it forget", CountedBy::name, 21, -1h, 21},
};

} // namespace

BOOST_AUTO_TEST_SUITE(throttle)

//
BOOST_DATA_TEST_CASE(the_wait_follows_the_table, boost::unit_test::data::make(wait_cases), c)
{
    BOOST_TEST(auth::wait_after(c.by, c.failures).count() == c.wait_s);
}

BOOST_DATA_TEST_CASE(what_still_counts_follows_the_table, boost::unit_test::data::make(memory_cases), c)
{
    BOOST_TEST(auth::still_counts(c.by, {.failures = c.failures, .since = now - c.ago}, now).failures == c.left);
}

BOOST_AUTO_TEST_CASE(a_hundred_failures_close_a_password_and_never_a_network)
{
    for (const auto by : {CountedBy::name, CountedBy::device}) {
        BOOST_TEST(!auth::closes(by, 99));
        BOOST_TEST(auth::closes(by, 100));
        BOOST_TEST(auth::closes(by, most));
    }
    for (const auto by : {CountedBy::network, CountedBy::both}) BOOST_TEST(!auth::closes(by, most));
}

BOOST_AUTO_TEST_CASE(a_network_is_forgiven_one_a_minute_however_many_follow)
{
    auth::Tally tally{.failures = 200, .since = now};
    for (int half_minutes = 1; half_minutes <= 60; ++half_minutes)
        tally = auth::with_failure(CountedBy::network, tally, now + half_minutes * 30s);
    BOOST_TEST(tally.failures == 200 + 60 - 30);
}

BOOST_AUTO_TEST_CASE(a_failure_after_the_others_are_forgotten_is_the_first_one)
{
    const auto tally = auth::with_failure(CountedBy::name, {.failures = 99, .since = now - 24h * 30}, now);
    BOOST_TEST(tally.failures == 1);
    BOOST_TEST((tally.since == now));
}

BOOST_AUTO_TEST_SUITE_END()
