#include "http/response.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;
using http::Response;
using http::Status;

struct HeaderCase {
    const char* what;
    std::string name;
    std::string value;
};

std::ostream& operator<<(std::ostream& out, const HeaderCase& c)
{
    return out << c.what;
}

const HeaderCase injections[] = {
    {"a line break in the value", "Location", "/a\r\nSet-Cookie: x=y"},
    {"a line feed alone", "Location", "/a\nX: y"},
    {"a carriage return alone", "Location", "/a\rX: y"},
    {"NUL", "Location", std::string{"/a\0b", 4}},
    {"a line break at the end", "Location", "/a\n"},
    {"a colon in the name", "X:", "y"},
    {"a blank in the name", "X Y", "z"},
    {"a line break in the name", "X\nY", "z"},
    {"NUL in the name", std::string{"X\0", 2}, "z"},
    {"no name", "", "z"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(response)

//
BOOST_DATA_TEST_CASE(a_header_cannot_bring_another_one, boost::unit_test::data::make(injections), c)
{
    BOOST_CHECK_THROW((void)Response::no_content().with_header(c.name, c.value), std::invalid_argument);
    if (c.name == "Location") BOOST_CHECK_THROW((void)Response::see_other(c.value), std::invalid_argument);
}

//
BOOST_AUTO_TEST_CASE(a_page_is_cgi_output_that_no_cache_keeps)
{
    const auto page = Response::html(Status::ok, "<p>ä</p>");
    const std::string head = "Status: 200 OK\r\nCache-Control: no-store\r\nContent-Type: text/html; charset=utf-8\r\n"
                             "Content-Length: 9\r\n\r\n";
    BOOST_TEST(page.to_cgi(true) == head + "<p>ä</p>");
    BOOST_TEST(page.to_cgi(false) == head);
}

BOOST_AUTO_TEST_CASE(a_redirect_says_where_and_has_no_body)
{
    BOOST_TEST(
        Response::see_other("/Account/Login").to_cgi(true) ==
        "Status: 303 See Other\r\nCache-Control: no-store\r\nLocation: /Account/Login\r\nContent-Length: 0\r\n\r\n");
    BOOST_TEST(Response::found("/a").to_cgi(true).starts_with("Status: 302 Found\r\n"));
    BOOST_TEST(Response::moved("/a").to_cgi(true).starts_with("Status: 308 Permanent Redirect\r\n"));
}

BOOST_AUTO_TEST_CASE(no_content_has_no_length)
{
    BOOST_TEST(Response::no_content().to_cgi(true) == "Status: 204 No Content\r\nCache-Control: no-store\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(several_cookies_are_several_lines)
{
    auto page = Response::html(Status::ok, "").with_cookie({"__Host-a", "1", {}});
    page.add_cookie({"__Host-b", "2", {}});
    const auto output = page.to_cgi(true);
    BOOST_TEST(output.find("Set-Cookie: __Host-a=1; ") != std::string::npos);
    BOOST_TEST(output.find("Set-Cookie: __Host-b=2; ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nobody_is_asked_to_come_back_at_once)
{
    const auto asked = [](std::chrono::seconds wait) {
        return Response::text(Status::too_many_requests, "", "text/plain").with_retry_after(wait).headers().back();
    };
    BOOST_TEST(asked(30s).first == "Retry-After");
    BOOST_TEST(asked(30s).second == "30");
    BOOST_TEST(asked(0s).second == "1");
    BOOST_TEST(asked(-5s).second == "1");
}

BOOST_AUTO_TEST_SUITE_END()
