#include "probe/url.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

namespace {

struct UrlCase {
    const char* text;
    const char* origin; ///< nullptr: no address of ours
    const char* target = "/";
};

std::ostream& operator<<(std::ostream& out, const UrlCase& c)
{
    return out << c.text;
}

const UrlCase url_cases[] = {
    {"https://portal.example.fi", "https://portal.example.fi"},
    {"https://portal.example.fi/", "https://portal.example.fi"},
    {"https://PORTAL.example.fi/A", "https://portal.example.fi", "/A"},
    {"https://portal.example.fi:443/a", "https://portal.example.fi", "/a"},
    {"http://portal.example.fi:80/a", "http://portal.example.fi", "/a"},
    {"http://portal.example.fi:443/a", "http://portal.example.fi:443", "/a"},
    {"https://portal.example.fi:8443/a?b=%C3%A4%26c&d=e+f#g", "https://portal.example.fi:8443",
     "/a?b=%C3%A4%26c&d=e+f"},
    {"http://[2001:db8::1]:8000/", "http://[2001:db8::1]:8000"},
    {"https://portal.example.fi/a/../b/./c//d", "https://portal.example.fi", "/a/../b/./c//d"},
    {"https:///portal.example.fi", "https://portal.example.fi"}, // as browsers take it
    {"", nullptr},
    {"/hakemukset", nullptr},
    {"portal.example.fi", nullptr},
    {"//portal.example.fi/", nullptr},
    {"ftp://portal.example.fi/", nullptr},
    {"unix:/run/portal.sock", nullptr},
    {"javascript:alert(1)", nullptr},
    {"https://portal.example.fi:99999/", nullptr},
    {"https://a b/", nullptr},
};

struct ResolveCase {
    const char* location;
    const char* url; ///< nullptr: leads to no address
};

std::ostream& operator<<(std::ostream& out, const ResolveCase& c)
{
    return out << c.location;
}

const ResolveCase resolve_cases[] = {
    {"/Account/Login?ReturnUrl=%2Fa", "https://portal.example.fi/Account/Login?ReturnUrl=%2Fa"},
    {"https://asiointi.example.fi/x", "https://asiointi.example.fi/x"},
    {"//asiointi.example.fi/x", "https://asiointi.example.fi/x"},
    {"http://portal.example.fi/x", "http://portal.example.fi/x"},
    {"?b=2", "https://portal.example.fi/hakemukset/uusi?b=2"},
    {"muu", "https://portal.example.fi/hakemukset/muu"},
    {"mailto:a@example.fi", nullptr},
};

} // namespace

BOOST_AUTO_TEST_SUITE(probe_url)

BOOST_DATA_TEST_CASE(an_address_is_read_in_parts_or_refused, boost::unit_test::data::make(url_cases), c)
{
    const auto url = probe::parse_url(c.text);
    BOOST_TEST_REQUIRE(url.has_value() == (c.origin != nullptr));
    if (!url) return;
    BOOST_TEST(url->origin() == c.origin);
    BOOST_TEST(url->target == c.target);
}

BOOST_DATA_TEST_CASE(a_redirect_leads_from_where_it_was_given, boost::unit_test::data::make(resolve_cases), c)
{
    const auto from = probe::parse_url("https://portal.example.fi/hakemukset/uusi?a=1").value();
    const auto url = probe::resolve(from, c.location);
    BOOST_TEST_REQUIRE(url.has_value() == (c.url != nullptr));
    if (url) BOOST_TEST(url->text() == c.url);
}

BOOST_AUTO_TEST_CASE(only_the_usual_names_of_this_machine_are_local)
{
    for (const auto* local : {"http://localhost:8080/", "http://127.0.0.1/", "http://127.1.2.3/", "http://[::1]/"})
        BOOST_TEST(probe::parse_url(local).value().is_local(), local);
    for (const auto* distant : {"http://10.0.0.5/", "http://localhost.example.fi/", "http://[2001:db8::1]/"})
        BOOST_TEST(!probe::parse_url(distant).value().is_local(), distant);
}

BOOST_AUTO_TEST_SUITE_END()
