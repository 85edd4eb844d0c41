#include "base/time.hpp"
#include "view/texts.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using base::Language;

namespace {

struct Case {
    const char* what;
    const char* utc;
    const char* finnish;
    friend std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.what; }
};

const Case cases[] = {
    {"winter is two hours ahead", "2026-11-23 08:00:01", "23.11.2026 klo 10.00"},
    {"summer is three hours ahead", "2023-09-01 11:05:00", "1.9.2023 klo 14.05"},
    {"the last second of winter time", "2026-03-29 00:59:59", "29.3.2026 klo 02.59"},
    {"the first second of summer time skips an hour", "2026-03-29 01:00:00", "29.3.2026 klo 04.00"},
    {"the last second of summer time", "2026-10-25 00:59:59", "25.10.2026 klo 03.59"},
    {"the first second of winter time repeats an hour", "2026-10-25 01:00:00", "25.10.2026 klo 03.00"},
    {"the day changes at midnight in Finland", "2026-06-30 21:00:00", "1.7.2026 klo 00.00"},
    {"and not before", "2026-06-30 20:59:59", "30.6.2026 klo 23.59"},
    {"the year too", "2026-12-31 22:00:00", "1.1.2027 klo 00.00"},
    {"March that ends on a Sunday", "2024-03-31 01:00:00", "31.3.2024 klo 04.00"},
    {"the week before it", "2024-03-24 01:00:00", "24.3.2024 klo 03.00"},
    {"a leap day", "2028-02-29 12:00:00", "29.2.2028 klo 14.00"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(local_time)

//
BOOST_DATA_TEST_CASE(clocks_follow_finland_on_every_day, boost::unit_test::data::make(cases), c)
{
    const auto instant = base::from_datetime(c.utc);
    BOOST_TEST(
        view::local_date(Language::fi, instant) + " klo " + view::local_time(Language::fi, instant) == c.finnish);
}

BOOST_AUTO_TEST_CASE(each_language_writes_day_and_time_in_its_own_way)
{
    const auto instant = base::from_datetime("2023-09-01 06:05:00");
    BOOST_TEST(view::local_date(Language::sv, instant) == "1.9.2023");
    BOOST_TEST(view::local_time(Language::sv, instant) == "09.05");
    BOOST_TEST(view::local_date(Language::en, instant) == "1 September 2023");
    BOOST_TEST(view::local_time(Language::en, instant) == "09:05");
}

BOOST_AUTO_TEST_SUITE_END()
