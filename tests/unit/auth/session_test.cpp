#include "auth/session.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string_view>

using namespace std::chrono_literals;
using std::chrono::seconds;

namespace {

const base::Instant start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

/// Times in seconds after the sign-in.
struct Case {
    std::string_view sentence;
    seconds idle_limit;
    seconds lifetime;
    seconds last_seen;
    seconds now;
    bool expected;
};

std::ostream& operator<<(std::ostream& out, const Case& c)
{
    return out << c.sentence;
}

auth::SessionTimes times_of(const Case& c)
{
    return {start, start + c.last_seen, start, start + c.lifetime, c.idle_limit};
}

constexpr seconds no_limit{0};

const Case alive_cases[] = {
    {"it lives at once", 1h, 12h, 0s, 0s, true},
    {"it lives until the last second of idling", 1h, 12h, 0s, 3599s, true},
    {"it ends at the idle limit", 1h, 12h, 0s, 1h, false},
    {"it ends beyond the idle limit", 1h, 12h, 0s, 2h, false},
    {"use keeps it alive", 1h, 12h, 90min, 2h, true},
    {"it ends exactly at its absolute end, however busy", 1h, 12h, 43199s, 12h, false},
    {"it lives the second before", 1h, 12h, 43199s, 43199s, true},
    {"a remembered one idles for weeks", no_limit, 720h, 0s, 719h, true},
    {"but not beyond its thirty days", no_limit, 720h, 719h, 720h, false},
    {"and the end does not slide", no_limit, 720h, 719h, 721h, false},
    {"a clock set back a little harms nobody", 1h, 12h, 30min, 29min, true},
    {"a clock set back does not revive what was seen to end", 1h, 12h, 12h, 1h, false},
    {"a session of the future is none", 1h, 12h, 0s, -2h, false},
    {"but clocks of two machines may differ a little", 1h, 12h, 0s, -30s, true},
};

const Case fresh_cases[] = {
    {"at once", 1h, 12h, 0s, 0s, true},
    {"a second before a quarter of an hour", 1h, 12h, 0s, 899s, true},
    {"exactly a quarter of an hour later", 1h, 12h, 0s, 900s, false},
    {"much later", 1h, 12h, 0s, 6h, false},
    {"a clock set back does not make it fresh again", 1h, 12h, 20min, 1min, false},
    {"a password of the future is not fresh", 1h, 12h, 0s, -1h, false},
};

const Case touch_cases[] = {
    {"not at once", 1h, 12h, 0s, 0s, false},
    {"not after 59 seconds", 1h, 12h, 0s, 59s, false},
    {"after a minute", 1h, 12h, 0s, 60s, true},
    {"not when the clock went back", 1h, 12h, 30min, 10min, false},
};

} // namespace

BOOST_AUTO_TEST_SUITE(session)

//
BOOST_DATA_TEST_CASE(a_session_lives_as_the_table_says, boost::unit_test::data::make(alive_cases), c)
{
    BOOST_TEST(auth::is_alive(times_of(c), start + c.now) == c.expected);
}

//
BOOST_DATA_TEST_CASE(a_password_counts_as_just_given, boost::unit_test::data::make(fresh_cases), c)
{
    BOOST_TEST(auth::password_just_given(times_of(c), start + c.now) == c.expected);
}

//
BOOST_DATA_TEST_CASE(the_last_use_is_written_again, boost::unit_test::data::make(touch_cases), c)
{
    BOOST_TEST(auth::should_touch(times_of(c), start + c.now) == c.expected);
}

BOOST_AUTO_TEST_SUITE_END()
