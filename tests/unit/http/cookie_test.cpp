#include "http/cookie.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;

struct HeaderCase {
    const char* what;
    const char* header;
    const char* value; ///< nullptr: none
};

std::ostream& operator<<(std::ostream& out, const HeaderCase& c)
{
    return out << c.what;
}

const HeaderCase header_cases[] = {
    {"alone", "__Host-a=x", "x"},
    {"among others", "b=1; __Host-a=x; c=2", "x"},
    {"without the blank", "b=1;__Host-a=x;c=2", "x"},
    {"an empty value", "__Host-a=", ""},
    {"a value with an equals sign", "__Host-a=x==", "x=="},
    {"absent", "b=1", nullptr},
    {"an empty header", "", nullptr},
    {"only separators", ";;; ;", nullptr},
    {"a longer name", "__Host-ab=x", nullptr},
    {"a shorter name", "Host-a=x", nullptr},
    {"the name as a value", "b=__Host-a", nullptr},
    {"doubled", "__Host-a=x; __Host-a=y", nullptr},
    {"doubled with the same value", "__Host-a=x; __Host-a=x", nullptr},
    {"doubled in another case", "__Host-a=x; __host-A=y", nullptr},
    {"doubled in another case first", "__HOST-A=y; __Host-a=x", nullptr},
    {"in another case only", "__host-a=x", nullptr},
    {"doubled by a cookie without a name", "__Host-a=x; __Host-a", nullptr},
    {"a cookie without a name", "__Host-a", nullptr},
    {"three times", "__Host-a=x; __Host-a=x; __Host-a=x", nullptr},
};

const http::SetCookie faulty_cookies[] = {
    {"session", "x", {}},
    {"__host-a", "x", {}},
    {"__Host-a;b", "x", {}},
    {"__Host-a b", "x", {}},
    {"__Host-a=", "x", {}},
    {"__Host-a", "x;y", {}},
    {"__Host-a", "x\r\nA: b", {}},
    {"__Host-a", "x y", {}},
    {"__Host-a", "\"x\"", {}},
    {"__Host-a", "x,y", {}},
    {"__Host-a", "x\\y", {}},
    {"__Host-a", "\xC3\xA4", {}},
    {"__Host-a\r\n", "x", {}},
    {"__Host-a", "\x7F", {}},
    {"__Host-a", std::string(1, '\0'), {}},
    {"__Host-a", "x", -1s},
    {"__Host-a", std::string(4089, 'x'), {}},
};

} // namespace

namespace http {
static std::ostream& operator<<(std::ostream& out, const SetCookie& cookie)
{
    return out << cookie.name << '=' << cookie.value.substr(0, 20);
}
} // namespace http

BOOST_AUTO_TEST_SUITE(cookie)

//
BOOST_DATA_TEST_CASE(a_cookie_counts_only_when_it_is_there_once, boost::unit_test::data::make(header_cases), c)
{
    const auto found = http::find_cookie(c.header, "__Host-a");
    BOOST_TEST(found.has_value() == (c.value != nullptr));
    if (found && c.value != nullptr) BOOST_TEST(*found == c.value);
}

//
BOOST_AUTO_TEST_CASE(a_cookie_is_written_with_every_protection)
{
    BOOST_TEST(
        http::to_header({"__Host-asiointi", "abc", {}}) ==
        "__Host-asiointi=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
    BOOST_TEST(
        http::to_header({"__Host-asiointi", "", 0s}) ==
        "__Host-asiointi=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    BOOST_TEST(http::to_header({"__Host-a", "x", std::chrono::days{30}}).ends_with("; Max-Age=2592000"));
    BOOST_TEST(http::to_header({"__Host-a", std::string(4088, 'x'), {}}).size() > 4096U);
}

BOOST_AUTO_TEST_CASE(a_cookie_of_another_application_is_taken_away_at_its_path)
{
    BOOST_TEST(
        http::to_removal("PHPSESSID", "/hakemukset") ==
        "PHPSESSID=; Path=/hakemukset; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
}

//
BOOST_DATA_TEST_CASE(what_a_browser_could_misread_is_never_written, boost::unit_test::data::make(faulty_cookies), c)
{
    BOOST_CHECK_THROW((void)http::to_header(c), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
