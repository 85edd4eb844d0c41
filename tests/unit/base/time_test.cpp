#include "base/time.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>

using namespace std::chrono_literals;
using std::chrono::sys_days;

namespace {

const std::string refused[] = {
    "",
    "2026-11-23",
    "2026-11-23 08:00",
    "2026-11-23T08:00:01",
    "2026-11-23 08:00:01Z",
    "2026-11-23 08:00:01,5",
    " 2026-11-23 08:00:01",
    "2026/11/23 08:00:01",
    "2026-11-23 08-00-01",
    "2026-02-29 08:00:01",
    "2026-13-01 08:00:01",
    "2026-00-01 08:00:01",
    "2026-11-31 08:00:01",
    "2026-11-23 24:00:00",
    "2026-11-23 08:60:00",
    "2026-11-23 08:00:61",
    "2026-11-23 -8:00:01",
    "2026-11-23 08:-1:01",
    "2026-11-23 08:00:-1",
    "-026-11-23 08:00:01",
    "2026-11-23 0x:00:01",
    "0000-00-00 00:00:00",
};

} // namespace

BOOST_AUTO_TEST_SUITE(time_text)

BOOST_AUTO_TEST_CASE(an_instant_is_written_in_utc_with_leading_zeros)
{
    using namespace std::chrono;
    BOOST_TEST(base::to_datetime(sys_days{2026y / November / 3} + 8h + 1s) == "2026-11-03 08:00:01");
    BOOST_TEST(base::to_datetime(sys_days{1970y / January / 1}) == "1970-01-01 00:00:00");
    BOOST_TEST(base::to_datetime(sys_days{2028y / February / 29} + 23h + 59min + 59s) == "2028-02-29 23:59:59");
    BOOST_TEST(base::to_datetime(sys_days{1969y / December / 31} + 23h) == "1969-12-31 23:00:00");
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read_again)
{
    for (auto at = sys_days{std::chrono::year{2026} / 1 / 1} + 0s; at < sys_days{std::chrono::year{2029} / 1 / 1};
         at += 9h + 17min + 23s) {
        BOOST_REQUIRE((base::from_datetime(base::to_datetime(at)) == at));
    }
}

BOOST_AUTO_TEST_CASE(a_fraction_of_a_second_is_ignored)
{
    const auto whole = base::from_datetime("2026-11-23 08:00:01");
    BOOST_TEST((base::from_datetime("2026-11-23 08:00:01.999999") == whole));
    BOOST_TEST((base::from_datetime("2026-11-23 08:00:01.") == whole));
}

BOOST_DATA_TEST_CASE(what_is_no_date_and_time_is_refused, boost::unit_test::data::make(refused), text)
{
    BOOST_CHECK_THROW((void)base::from_datetime(text), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(the_present_is_after_this_was_written)
{
    BOOST_TEST((base::now() > sys_days{std::chrono::year{2024} / 1 / 1}));
    BOOST_TEST((base::now() <= base::now()));
}

BOOST_AUTO_TEST_SUITE_END()
