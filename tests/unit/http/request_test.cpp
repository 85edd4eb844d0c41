#include "http/request.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

namespace {

using http::RawRequest;
using http::Refusal;
using http::Request;
using http::Status;

/// A GET that is accepted, with some parameters changed. An empty value takes the parameter away.
RawRequest get_with(std::initializer_list<std::pair<std::string, std::string>> changes)
{
    RawRequest raw;
    raw.parameters = {
        {"REQUEST_METHOD", "GET"},
        {"REQUEST_URI", "/Account/Login"},
        {"QUERY_STRING", ""},
        {"REMOTE_ADDR", "192.0.2.7"}};
    for (const auto& [name, value] : changes) {
        raw.parameters.erase(name);
        if (!value.empty()) raw.parameters.emplace(name, value);
    }
    return raw;
}

std::variant<Request, Refusal> parse(const RawRequest& raw)
{
    return http::parse_request(raw, "abcdefgh", base::Instant{std::chrono::seconds{1}});
}

Request accepted(const RawRequest& raw)
{
    return std::get<Request>(parse(raw));
}

struct PathCase {
    const char* what;
    std::string uri;
    const char* path; ///< nullptr: refused
};

std::ostream& operator<<(std::ostream& out, const PathCase& c)
{
    return out << c.what;
}

const PathCase path_cases[] = {
    {"plain", "/Account/Login", "/Account/Login"},
    {"with a query", "/Account/Login?a=/b", "/Account/Login"},
    {"escaped", "/Account/L%6fgin", "/Account/Login"},
    {"escaped twice is decoded once", "/%2541", "/%41"},
    {"a letter beyond ASCII", "/%C3%A4", "/ä"},
    {"a plus is a plus", "/a+b", "/a+b"},
    {"an escaped question mark", "/a%3Fb", "/a?b"},
    {"dots are kept, and match no route", "/x/../Account/Login", "/x/../Account/Login"},
    {"missing", "", nullptr},
    {"no slash first", "Account", nullptr},
    {"an asterisk", "*", nullptr},
    {"an absolute URL", "http://other.example/", nullptr},
    {"NUL", "/a%00", nullptr},
    {"a line break", "/a%0d%0aX: y", nullptr},
    {"DEL", "/a%7f", nullptr},
    {"a C1 control", "/a%C2%85", nullptr},
    {"a bidirectional override", "/a%E2%80%AE", nullptr},
    {"overlong UTF-8", "/%C0%AF", nullptr},
    {"a surrogate", "/%ED%A0%80", nullptr},
    {"cut UTF-8", "/%C3", nullptr},
    {"beyond Unicode", "/%F4%90%80%80", nullptr},
    {"raw Latin-1", "/\xE4", nullptr},
    {"a cut escape", "/a%", nullptr},
    {"a shorter escape", "/a%4", nullptr},
    {"no escape", "/a%zz", nullptr},
    {"a signed escape", "/a%+1", nullptr},
};

struct QueryCase {
    const char* what;
    std::string query;
    bool is_accepted;
};

std::ostream& operator<<(std::ostream& out, const QueryCase& c)
{
    return out << c.what;
}

std::string many_fields(int count)
{
    std::string query = "a0=1";
    for (int i = 1; i < count; ++i) query += "&a" + std::to_string(i) + "=1";
    return query;
}

const QueryCase query_cases[] = {
    {"none", "", true},
    {"64 fields", many_fields(64), true},
    {"65 fields", many_fields(65), false},
    {"a thousand separators", std::string(1000, '&'), false},
    {"NUL in a value", "a=%00", false},
    {"NUL in a name", "a%00=1", false},
    {"a line break", "a=1%0a2", false},
    {"a tab", "a=%09", false},
    {"overlong UTF-8", "a=%C0%80", false},
    {"a surrogate", "a=%ED%BF%BF", false},
    {"raw Latin-1", "a=\xE4", false},
    {"a raw control character", "a=\x01", false},
    {"a raw one without a name", "\x01", false},
    {"a bidirectional isolate", "a=%E2%81%A6", false},
};

} // namespace

BOOST_AUTO_TEST_SUITE(request)

//
BOOST_DATA_TEST_CASE(a_path_is_decoded_once_or_refused, boost::unit_test::data::make(path_cases), c)
{
    const auto parsed = parse(get_with({{"REQUEST_URI", c.uri}}));
    BOOST_TEST(std::holds_alternative<Request>(parsed) == (c.path != nullptr));
    if (const auto* request = std::get_if<Request>(&parsed); request != nullptr && c.path != nullptr)
        BOOST_TEST(request->path == c.path);
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) BOOST_CHECK(refusal->status == Status::bad_request);
}

//
BOOST_DATA_TEST_CASE(a_query_is_plain_text_of_bounded_size, boost::unit_test::data::make(query_cases), c)
{
    BOOST_TEST(std::holds_alternative<Request>(parse(get_with({{"QUERY_STRING", c.query}}))) == c.is_accepted);
}

// what cgicc would split, drop or merge
BOOST_AUTO_TEST_CASE(a_query_is_read_as_browsers_write_it)
{
    const auto request = accepted(get_with({{"QUERY_STRING", "a=1;b=2&c;d&e=%2541+%2B&f=100%&=x&&g=1=2&last"}}));
    const std::vector<std::pair<std::string, std::string>> expected{
        {"a", "1;b=2"}, {"c;d", ""}, {"e", "%41 +"}, {"f", "100%"}, {"", "x"}, {"g", "1=2"}, {"last", ""}};
    BOOST_CHECK(request.query.all() == expected);
}

BOOST_AUTO_TEST_CASE(the_facts_of_a_request_arrive_unchanged)
{
    const auto request = accepted(get_with(
        {{"REQUEST_METHOD", "HEAD"},
         {"QUERY_STRING", "token=%41"},
         {"HTTP_COOKIE", "a=1; __Host-b=2"},
         {"HTTP_USER_AGENT", "Browser/1.0"},
         {"HTTP_ACCEPT_LANGUAGE", "sv"},
         {"HTTP_ORIGIN", "https://a.example"},
         {"HTTP_SEC_FETCH_SITE", "same-origin"}}));
    BOOST_TEST(request.method == "HEAD");
    BOOST_TEST(request.is_read());
    BOOST_TEST(request.raw_query == "token=%41");
    BOOST_TEST(request.query.find("token").value() == "A");
    BOOST_TEST(request.cookie("__Host-b").value() == "2");
    BOOST_TEST(request.client_address == "192.0.2.7");
    BOOST_TEST(request.user_agent == "Browser/1.0");
    BOOST_TEST(request.accept_language == "sv");
    BOOST_TEST(request.origin == "https://a.example");
    BOOST_TEST(request.fetch_site == "same-origin");
    BOOST_TEST(request.reference == "abcdefgh");
    BOOST_CHECK(request.received_at == base::Instant{std::chrono::seconds{1}});
}

BOOST_AUTO_TEST_CASE(a_method_is_a_word_and_any_word_is_for_the_route_table)
{
    for (const char* method : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "VERSION-CONTROL"})
        BOOST_TEST(accepted(get_with({{"REQUEST_METHOD", method}})).method == method);
    for (const char* method : {"", "get", "GET ", "G\nT", "GET1", "\xC3\x84"})
        BOOST_TEST(std::holds_alternative<Refusal>(parse(get_with({{"REQUEST_METHOD", method}}))));
}

BOOST_AUTO_TEST_CASE(a_request_from_nowhere_is_refused)
{
    BOOST_TEST(std::holds_alternative<Refusal>(parse(get_with({{"REMOTE_ADDR", ""}}))));
    BOOST_TEST(std::holds_alternative<Refusal>(parse(get_with({{"REMOTE_ADDR", "192.0.2.7\n"}}))));
}

// R-121; libfcgi would return the wrong one of two
BOOST_AUTO_TEST_CASE(a_doubled_parameter_is_refused)
{
    for (const char* name :
         {"REQUEST_METHOD", "REQUEST_URI", "QUERY_STRING", "REMOTE_ADDR", "CONTENT_LENGTH", "CONTENT_TYPE",
          "HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE", "HTTP_HOST", "X_ASIOINTI"}) {
        auto raw = get_with({});
        raw.parameters.erase(name);
        raw.parameters.emplace(name, "GET");
        raw.parameters.emplace(name, "GET");
        const auto parsed = parse(raw);
        BOOST_TEST_REQUIRE(std::holds_alternative<Refusal>(parsed), name);
        BOOST_TEST(std::get<Refusal>(parsed).reason == "doubled parameter");
    }
}

// nginx passes on every line that a client repeats
BOOST_AUTO_TEST_CASE(a_repeated_header_that_decides_nothing_is_no_fault)
{
    auto raw = get_with({});
    for (const char* name : {"HTTP_VIA", "HTTP_USER_AGENT", "HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE"}) {
        raw.parameters.emplace(name, "__Host-a=1");
        raw.parameters.emplace(name, "b=2");
    }
    const auto request = accepted(raw);
    BOOST_TEST(request.user_agent == "");
    BOOST_TEST(request.accept_language == "");
    BOOST_TEST(request.cookies == "__Host-a=1; b=2");
}

BOOST_AUTO_TEST_CASE(an_odd_header_is_as_good_as_absent)
{
    const std::string odd[] = {"\xE4", "a\x01", "a\xE2\x80\xAE", std::string(1025, 'a')};
    for (const auto& value : odd) {
        const auto request = accepted(get_with(
            {{"HTTP_USER_AGENT", value},
             {"HTTP_ACCEPT_LANGUAGE", value},
             {"HTTP_ORIGIN", value},
             {"HTTP_SEC_FETCH_SITE", value}}));
        BOOST_TEST(request.user_agent == "");
        BOOST_TEST(request.accept_language == "");
        BOOST_TEST(request.origin == "");
        BOOST_TEST(request.fetch_site == "");
    }
    BOOST_TEST(accepted(get_with({{"HTTP_USER_AGENT", std::string(1024, 'a')}})).user_agent.size() == 1024U);
}

BOOST_AUTO_TEST_CASE(a_foreign_cookie_in_latin_1_signs_nobody_out)
{
    const auto request = accepted(get_with({{"HTTP_COOKIE", "theme=p\xE4iv\xE4; __Host-a=x; \xE4=1"}}));
    BOOST_TEST(request.cookie("__Host-a").value() == "x");
    BOOST_TEST(accepted(get_with({{"HTTP_COOKIE", std::string(16 * 1024 + 1, 'a')}})).cookies == "");
}

//
BOOST_AUTO_TEST_CASE(a_double_in_latin_1_is_still_a_double)
{
    BOOST_TEST(!accepted(get_with({{"HTTP_COOKIE", "__Host-a=x; __Host-a=\xE4"}})).cookie("__Host-a"));
}

BOOST_AUTO_TEST_CASE(an_address_longer_than_any_web_server_passes_on_is_refused_before_it_is_decoded)
{
    const std::string longest = "/" + std::string(16UL * 1024 - 1, 'a');
    BOOST_TEST(accepted(get_with({{"REQUEST_URI", longest}})).path == longest);
    BOOST_TEST(std::holds_alternative<Refusal>(parse(get_with({{"REQUEST_URI", longest + "a"}}))));
    BOOST_TEST(std::holds_alternative<Refusal>(parse(get_with({{"QUERY_STRING", longest + "a"}}))));
}

BOOST_AUTO_TEST_SUITE_END()
