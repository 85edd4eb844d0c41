#include "flow/old_hashes.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(old_hashes)

BOOST_AUTO_TEST_CASE(old_passwords_hold_to_the_end_of_their_last_day_in_finland)
{
    const base::ImportSettings summer{true, std::chrono::sys_days{2027y / 6 / 30}};
    BOOST_TEST(flow::old_passwords_hold(summer, base::from_datetime("2027-06-30 20:59:59")));
    BOOST_TEST(!flow::old_passwords_hold(summer, base::from_datetime("2027-06-30 21:00:00")));
    const base::ImportSettings winter{true, std::chrono::sys_days{2027y / 12 / 31}};
    BOOST_TEST(flow::old_passwords_hold(winter, base::from_datetime("2027-12-31 21:59:59")));
    BOOST_TEST(!flow::old_passwords_hold(winter, base::from_datetime("2027-12-31 22:00:00")));
}

BOOST_AUTO_TEST_CASE(old_passwords_hold_nowhere_where_the_setting_is_off)
{
    BOOST_TEST(
        !flow::old_passwords_hold({false, std::chrono::sys_days::max()}, base::from_datetime("2027-06-30 12:00:00")));
}

BOOST_AUTO_TEST_SUITE_END()
