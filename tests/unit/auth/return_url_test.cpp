#include "auth/return_url.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace std::string_literals;

namespace {

const std::vector<std::string> origins{"https://portal.example.fi", "https://maps.example.fi:8443", "http://localhost"};
const std::string fallback = "/start";

std::string safe(std::string_view candidate)
{
    return auth::safe_return_url(candidate, origins, fallback);
}

const std::string unchanged[] = {
    "/",
    "/hakemukset",
    "/hakemukset/12?x=1&y=2#osa",
    "/haku?q=%C3%A4iti%20ja%20is%C3%A4",
    "/haku?next=https%3A%2F%2Fportal.example.fi%2Fa",
    "/haku?next=//evil.example",
    "/a/b%2Fc",
    "/a//b",
    "/a.b/..c/.d",
    "/100%25",
    "/haku?q=100%25",
    "/haku#/a/b",
    "/Account/Settings/Password",
    "/Account/Loginhistory",
    "/hakemukset/Account/Login",
    "/@evil.example",
    "/haku?q=a@b:c",
    "https://portal.example.fi",
    "https://portal.example.fi/",
    "https://portal.example.fi/hakemukset?x=1#y",
    "https://portal.example.fi?x=1",
    "https://portal.example.fi#x",
    "https://maps.example.fi:8443/kartta",
    "https://maps.example.fi:8443",
    "http://localhost/a",
    "/" + std::string(1499, 'a'),
};

const std::string refused[] = {
    "",
    "/a%!!",
    "/a%4g",
    "/a%g4",
    "/a%:0",
    "/a%7F",
    "/a%257f",
    "/a?x=%7F",
    "hakemukset",
    "?x=1",
    "#x",
    ".",
    "./a",
    "../a",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "//portal.example.fi/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/a\\b",
    "https:evil.example",
    "https:/evil.example",
    "https:portal.example.fi",
    "https:///portal.example.fi",
    "https:\\\\portal.example.fi",
    "https://evil.example",
    "https://portal.example.fi.evil.example",
    "https://portal.example.fi@evil.example",
    "https://portal.example.fi:x@evil.example",
    "https://portal.example.fi%40evil.example",
    "https://portal.example.fi%2eevil.example",
    "https://portal.example.fi\\@evil.example",
    "https://portal@evil.example",
    "https://portal.evil.example",
    "https://maija@portal.example.fi/",
    "https://portal.example.fi:443/",
    "https://portal.example.fi:8443/",
    "https://maps.example.fi/",
    "https://maps.example.fi:84433/",
    "http://portal.example.fi/",
    "HTTPS://PORTAL.EXAMPLE.FI/",
    "https://portal.example.f",
    "https://portal.example.fi//evil.example",
    "https://portal.example.fi/Account/Logout",
    "ftp://portal.example.fi/",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "javascript://portal.example.fi/%0aalert(1)",
    "data:text/html,x",
    "mailto:maija@example.com",
    " /hakemukset",
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie: a=b",
    "/hakemukset\r\nSet-Cookie: a=b",
    "/hakemukset?x=1\nLocation: //evil.example",
    "/hakemukset\0"s,
    "/hakemukset\x7F",
    "/hake\u202Emukset",
    "/hake\u0085mukset",
    "/\xFF",
    "/%0d%0aSet-Cookie:a=b",
    "/hakemukset?x=%0D%0ASet-Cookie:a=b",
    "/hakemukset?x=%250d%250a",
    "/hakemukset#%0a",
    "/a/%00",
    "/%09/evil.example",
    "/%2f%2fevil.example",
    "/%2F/evil.example",
    "/%2fevil.example",
    "/%5cevil.example",
    "/%5C%5Cevil.example",
    "/%252f%252fevil.example",
    "/%25252fevil.example",
    "/%255cevil.example",
    "/%252f%25zzevil.example",
    "%2f%2fevil.example",
    "%2fhakemukset",
    "/%",
    "/%2",
    "/%zz",
    "/hakemukset?x=%",
    "/..//evil.example",
    "/.//evil.example",
    "/a/../Account/Login",
    "/%2e%2e/a",
    "/a/%252e%252e/b",
    "/a/..",
    "/Account/Login",
    "/account/login",
    "/ACCOUNT/LOGIN",
    "/Account/Login/",
    "/Account/Login?ReturnUrl=/a",
    "/account/login#x",
    "/Account/Logout",
    "/Account/LogOff",
    "/Account/Login;x=1",
    "/%41ccount/Login",
    "/Account%2fLogin",
    "/Account/%4cogin",
    "/Account/%254cogin",
    "/./Account/Login",
    "/" + std::string(4000, 'a'),
    "/" + std::string(1'000'000, 'a'),
    "/" + std::string(1400, '"'),
};

} // namespace

BOOST_AUTO_TEST_SUITE(return_url)

//
BOOST_DATA_TEST_CASE(a_safe_place_to_return_to_is_kept, boost::unit_test::data::make(unchanged), url)
{
    BOOST_TEST(safe(url) == url);
}

//
BOOST_DATA_TEST_CASE(everything_else_ends_at_the_start_page, boost::unit_test::data::make(refused), url)
{
    BOOST_TEST(safe(url) == fallback);
}

//
BOOST_AUTO_TEST_CASE(letters_and_spaces_that_a_form_has_decoded_are_encoded_again)
{
    BOOST_TEST(safe("/haku?q=\u00E4iti ja is\u00E4") == "/haku?q=%C3%A4iti%20ja%20is%C3%A4");
    BOOST_TEST(safe("/<a>\"b\"") == "/%3Ca%3E%22b%22");
    BOOST_TEST(safe("https://portal.example.fi/\u00E4") == "https://portal.example.fi/%C3%A4");
}

//
BOOST_AUTO_TEST_CASE(without_origins_only_local_paths_are_safe)
{
    BOOST_TEST(auth::safe_return_url("/a", {}, fallback) == "/a");
    BOOST_TEST(auth::safe_return_url("https://portal.example.fi/", {}, fallback) == fallback);
}

//
BOOST_AUTO_TEST_CASE(an_origin_that_is_none_opens_nothing)
{
    BOOST_TEST(auth::safe_return_url("//evil.example", {""}, fallback) == fallback);
    BOOST_TEST(auth::safe_return_url("javascript:/", {"javascript:"}, fallback) == fallback);
    BOOST_TEST(auth::safe_return_url("evil/x", {"evil"}, fallback) == fallback);
}

BOOST_AUTO_TEST_SUITE_END()
