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
    {"c000:207", "unknown"},
    {" 192.0.2.7", "unknown"},
    {"192.0.2.7, 198.51.100.1", "unknown"},
    {"192.0.2.7\0"s, "unknown"},
    {"[2001:db8::1]", "unknown"},
    {"2001:db8::1/64", "unknown"},
    {"fe80::1%eth0", "unknown"},
    {"unix:", "unknown"},
    {"portal.example.fi", "unknown"},
};

struct Membership {
    std::string address;
    std::string network;
    bool is_in;
};

std::ostream& operator<<(std::ostream& out, const Membership& m)
{
    return out << m.address << " in " << m.network;
}

const Membership memberships[] = {
    {"c000:207", "192.0.2.0/24", false},
    {"10.20.0.1", "10.20.0.0/16", true},
    {"10.20.255.255", "10.20.0.0/16", true},
    {"10.21.0.0", "10.20.0.0/16", false},
    {"10.19.255.255", "10.20.0.0/16", false},
    {"192.0.2.7", "192.0.2.7", true},
    {"192.0.2.8", "192.0.2.7", false},
    {"192.0.2.8", "0.0.0.0/0", true},
    {"2001:db8::1", "0.0.0.0/0", false}, // all of IPv4 is not all of IPv6
    {"::ffff:10.20.0.1", "10.20.0.0/16", true},
    {"2001:db8:20::1", "2001:db8:20::/48", true},
    {"2001:db8:21::1", "2001:db8:20::/48", false},
    {"10.20.0.1", "10.20.0.0/33", false},
    {"10.20.0.1", "10.20.0.0/-1", false},
    {"10.20.0.1", "10.20.0.0/", false},
    {"10.20.0.1", "10.20.0.0/16x", false},
    {"10.20.0.1", "", false},
    {"10.20.0.1", "office", false},
    {"", "10.20.0.0/16", false},
    {"10.20.0.1\0"s, "10.20.0.0/16", false},
    {"10.20.0.1, 10.20.0.2", "10.20.0.0/16", false},
};

} // namespace

BOOST_AUTO_TEST_SUITE(network)

BOOST_DATA_TEST_CASE(an_address_is_in_a_network_when_its_first_bits_are, boost::unit_test::data::make(memberships), m)
{
    BOOST_TEST(auth::is_in_network(m.address, m.network) == m.is_in);
}

BOOST_AUTO_TEST_CASE(what_is_no_network_is_told_from_what_is)
{
    for (const auto* good : {"10.0.0.0/8", "192.0.2.7", "::1", "2001:db8::/32", "0.0.0.0/0"})
        BOOST_TEST(auth::is_network(good), good);
    for (const auto* bad : {"", "/8", "10.0.0.0/33", "2001:db8::/129", "10.0.0/8", "localhost", "10.0.0.0/8 "})
        BOOST_TEST(!auth::is_network(bad), bad);
}

BOOST_DATA_TEST_CASE(an_address_counts_under_its_network, boost::unit_test::data::make(cases), c)
{
    BOOST_TEST(auth::network_of(c.address) == c.network);
}

BOOST_AUTO_TEST_SUITE_END()
