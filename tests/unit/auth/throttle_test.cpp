#include "auth/throttle.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>
#include <string_view>

namespace {

constexpr auto most = std::numeric_limits<unsigned>::max();

struct Case {
    std::string_view sentence;
    unsigned failures;
    long wait_s;
};

std::ostream& operator<<(std::ostream& out, const Case& c)
{
    return out << c.sentence;
}

constexpr Case name_cases[] = {
    {"nothing happened yet", 0, 0},
    {"five failures are free", 5, 0},
    {"the sixth costs half a minute", 6, 30},
    {"each further one doubles the wait", 7, 60},
    {"and again", 8, 120},
    {"and again and again", 10, 480},
    {"up to a quarter of an hour", 11, 900},
    {"but never beyond it", 12, 900},
    {"not even after a hundred", 100, 900},
    {"nor after more than can be counted", most, 900},
};

constexpr Case network_cases[] = {
    {"a school has its own bad days", 6, 0},       {"two hundred failures are free", 200, 0},
    {"the next one costs half a minute", 201, 30}, {"each further one doubles the wait", 202, 60},
    {"up to a quarter of an hour", 206, 900},      {"but never beyond it", most, 900},
};

} // namespace

BOOST_AUTO_TEST_SUITE(throttle)

//
BOOST_DATA_TEST_CASE(the_wait_of_a_name_follows_the_table, boost::unit_test::data::make(name_cases), c)
{
    BOOST_TEST(auth::wait_after_name_failures(c.failures).count() == c.wait_s);
}

//
BOOST_DATA_TEST_CASE(the_wait_of_a_network_follows_the_table, boost::unit_test::data::make(network_cases), c)
{
    BOOST_TEST(auth::wait_after_network_failures(c.failures).count() == c.wait_s);
}

BOOST_AUTO_TEST_SUITE_END()
