#include "auth/origin.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

namespace {

struct Case {
    const char* name;
    std::string_view one;
    std::string_view other;
    bool is_same;
};

std::ostream& operator<<(std::ostream& out, const Case& c)
{
    return out << c.name;
}

const Case cases[] = {
    {"the same origin", "https://portaali.example.fi", "https://portaali.example.fi", true},
    {"TLS ends before nginx", "https://portaali.example.fi", "http://portaali.example.fi", true},
    {"case means nothing in a host", "https://portaali.example.fi", "https://PORTAALI.Example.fi", true},
    {"another host", "https://portaali.example.fi", "https://toinen.example.fi", false},
    {"another port", "https://portaali.example.fi", "https://portaali.example.fi:8443", false},
    {"a host below", "https://example.fi", "https://portaali.example.fi", false},
    {"a longer host", "https://portaali.example.fi", "https://portaali.example.fi.evil.example", false},
    {"a path behind it", "https://portaali.example.fi", "https://portaali.example.fi/", false},
    {"no scheme", "https://portaali.example.fi", "portaali.example.fi", false},
    {"nothing", "https://portaali.example.fi", "", false},
    {"nothing twice", "", "", false},
    {"schemes alone", "https://", "https://", false},
};

} // namespace

BOOST_AUTO_TEST_SUITE(origin)

BOOST_DATA_TEST_CASE(two_origins_name_one_host_or_they_do_not, boost::unit_test::data::make(cases), c)
{
    BOOST_TEST(auth::is_same_host(c.one, c.other) == c.is_same);
    BOOST_TEST(auth::is_same_host(c.other, c.one) == c.is_same);
}

BOOST_AUTO_TEST_CASE(the_origin_as_configured_is_found)
{
    const std::vector<std::string> origins{"https://a.example.fi", "https://b.example.fi"};
    BOOST_TEST(auth::find_origin(origins, "http://B.example.fi").value() == "https://b.example.fi");
    BOOST_TEST(!auth::find_origin(origins, "https://c.example.fi"));
    BOOST_TEST(!auth::find_origin(origins, ""));
    BOOST_TEST(!auth::find_origin({}, "https://a.example.fi"));
}

BOOST_AUTO_TEST_SUITE_END()
