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

constexpr const char* form_type = "application/x-www-form-urlencoded";

/// length and type: "-" leaves the parameter out.
RawRequest post(const std::string& length, const std::string& type, const std::string& body)
{
    RawRequest raw;
    raw.parameters = {{"REQUEST_METHOD", "POST"}, {"REQUEST_URI", "/Account/Login"}, {"REMOTE_ADDR", "192.0.2.7"}};
    if (length != "-") raw.parameters.emplace("CONTENT_LENGTH", length);
    if (type != "-") raw.parameters.emplace("CONTENT_TYPE", type);
    raw.body = body;
    return raw;
}

RawRequest form(const std::string& body)
{
    return post(std::to_string(body.size()), form_type, body);
}

std::variant<Request, Refusal> parse(const RawRequest& raw)
{
    return http::parse_request(raw, "abcdefgh", base::Instant{});
}

struct Case {
    const char* what;
    RawRequest raw;
    int status; ///< 0: accepted
};

std::ostream& operator<<(std::ostream& out, const Case& c)
{
    return out << c.what;
}

RawRequest cut_short(RawRequest raw)
{
    raw.body_is_complete = false;
    return raw;
}

const Case cases[] = {
    {"a form", form("a=1"), 0},
    {"an empty form", post("0", form_type, ""), 0},
    {"the largest form", form("a=" + std::string(http::max_body_bytes - 2, 'x')), 0},
    {"with a charset", post("3", "application/x-www-form-urlencoded; charset=UTF-8", "a=1"), 0},
    {"in capitals", post("3", "Application/X-WWW-Form-Urlencoded;charset=\"utf-8\"", "a=1"), 0},
    {"leading zeros", post("003", form_type, "a=1"), 0},
    {"a negative length", post("-1", form_type, "a=1"), 400},
    {"a word", post("abc", form_type, "a=1"), 400},
    {"an exponent", post("1e12", form_type, "a=1"), 400},
    {"a plus sign", post("+3", form_type, "a=1"), 400},
    {"blanks", post(" 3", form_type, "a=1"), 400},
    {"two numbers", post("3, 3", form_type, "a=1"), 400},
    {"hexadecimal", post("0x3", form_type, "a=1"), 400},
    {"no length, as chunked", post("-", form_type, "a=1"), 400},
    {"an empty length", post("", form_type, ""), 400},
    {"longer than the body", post("4", form_type, "a=1"), 400},
    {"shorter than the body", post("2", form_type, "a=1"), 400},
    {"a body that broke off", cut_short(form("a=1")), 400},
    {"one byte too long", post("16385", form_type, ""), 413},
    {"a million million", post("1000000000000", form_type, ""), 413},
    {"more than any number", post("99999999999999999999999999", form_type, ""), 413},
    {"two to the 64th and one", post("18446744073709551617", form_type, "a"), 413},
    {"multipart", post("3", "multipart/form-data; boundary=x", "a=1"), 415},
    {"multipart without a boundary", post("3", "multipart/form-data", "a=1"), 415},
    {"JSON", post("2", "application/json", "{}"), 415},
    {"plain text", post("3", "text/plain", "a=1"), 415},
    {"a missing type", post("3", "-", "a=1"), 415},
    {"an empty type", post("3", "", "a=1"), 415},
    {"a type that goes on", post("3", "application/x-www-form-urlencodedx", "a=1"), 415},
    {"another charset", post("3", "application/x-www-form-urlencoded; charset=utf-16", "a=1"), 415},
    {"NUL in a value", form("a=%00"), 400},
    {"a line break in a value", form("a=1%0D%0A"), 400},
    {"a line break in a name", form("message%0A=1"), 400},
    {"NUL in the field of several lines", form("message=%00"), 400},
    {"overlong UTF-8", form("a=%C0%AF"), 400},
    {"cut UTF-8", form("a=%E2%82"), 400},
    {"raw NUL", form(std::string{"a=\0", 3}), 400},
    {"Latin-1", form("a=%E4"), 400},
    {"too many fields", form(std::string(64, '&')), 400},
};

} // namespace

BOOST_AUTO_TEST_SUITE(form_body)

//
BOOST_DATA_TEST_CASE(only_a_sound_form_is_accepted, boost::unit_test::data::make(cases), c)
{
    const auto parsed = parse(c.raw);
    const auto* refusal = std::get_if<Refusal>(&parsed);
    BOOST_TEST((refusal == nullptr ? 0 : static_cast<int>(refusal->status)) == c.status);
}

//
BOOST_AUTO_TEST_CASE(query_and_form_are_never_mixed)
{
    auto raw = form("email=form&password=secret");
    raw.parameters.emplace("QUERY_STRING", "email=query&token=t");
    const auto request = std::get<Request>(parse(raw));
    BOOST_TEST(request.form.find("email").value() == "form");
    BOOST_TEST(request.query.find("email").value() == "query");
    BOOST_TEST(!request.form.find("token"));
    BOOST_TEST(!request.query.find("password"));
}

BOOST_AUTO_TEST_CASE(a_password_is_read_as_it_was_typed)
{
    const auto request = std::get<Request>(parse(form("password=a%3Bb%26c%3D+%2B%25%C3%A4;%")));
    BOOST_TEST(request.form.find("password").value() == "a;b&c= +%ä;%");
}

BOOST_AUTO_TEST_CASE(the_field_of_several_lines_is_read_as_one)
{
    const auto request = std::get<Request>(parse(form("message=a%0D%0Ab%0Ac%0Dd%09e%0D%0D%0A")));
    BOOST_TEST(request.form.find("message").value() == "a b c d e  ");
}

BOOST_AUTO_TEST_CASE(a_tab_in_what_people_type_is_a_space_and_a_password_with_one_is_refused)
{
    const auto request =
        std::get<Request>(parse(form("user_name=%09maija%40example.com%09&family_name=von%09Essen&into=a%09")));
    BOOST_TEST(request.form.find("user_name").value() == " maija@example.com ");
    BOOST_TEST(request.form.find("family_name").value() == "von Essen");
    BOOST_TEST(request.form.find("into").value() == "a ");
    BOOST_TEST(std::holds_alternative<http::Refusal>(parse(form("password=a%09b"))));
    BOOST_TEST(std::holds_alternative<http::Refusal>(parse(form("return_url=/%09/evil.example"))));
}

// the sub-request of auth_request has the length of the portal's POST and no body
BOOST_AUTO_TEST_CASE(the_body_of_other_methods_has_no_meaning)
{
    for (const char* method : {"GET", "HEAD", "PUT"}) {
        for (const char* length : {"10485760", "-1", "5", ""}) {
            auto raw = post(length, "multipart/form-data", "");
            raw.parameters.erase("REQUEST_METHOD");
            raw.parameters.emplace("REQUEST_METHOD", method);
            const auto parsed = parse(raw);
            BOOST_TEST_REQUIRE(std::holds_alternative<Request>(parsed), method << " " << length);
            BOOST_TEST(std::get<Request>(parsed).form.all().empty());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
