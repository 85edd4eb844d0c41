#include "auth/network.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace {

struct Case {
    std::string address;
    std::string network;
};

std::ostream& operator<<(std::ostream& out, const Case& c)
{
    return out << c.address;
}

using namespace std::string_literals;

const Case cases[] = {
    {"192.0.2.7", "192.0.2.7"},
    {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
    {"2001:DB8:1:2::1", "2001:db8:1:2::/64"},
    {"2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"},
    {"2001:db8:1:3::1", "2001:db8:1:3::/64"},
    {"::1", "::/64"},
    {"::ffff:192.0.2.7", "192.0.2.7"},
    {"::ffff:c000:207", "192.0.2.7"},
    {"", "unknown"},
    {"192.0.2", "unknown"},
    {"192.0.2.256", "unknown"},
    {"192.0.2.7:80", "unknown"},
    {" 192.0.2.7", "unknown"},
    {"192.0.2.7, 198.51.100.1", "unknown"},
    {"192.0.2.7\0"s, "unknown"},
    {"[2001:db8::1]", "unknown"},
    {"2001:db8::1/64", "unknown"},
    {"fe80::1%eth0", "unknown"},
    {"unix:", "unknown"},
    {"portal.example.fi", "unknown"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(network)

BOOST_DATA_TEST_CASE(an_address_counts_under_its_network, boost::unit_test::data::make(cases), c)
{
    BOOST_TEST(auth::network_of(c.address) == c.network);
}

BOOST_AUTO_TEST_SUITE_END()
