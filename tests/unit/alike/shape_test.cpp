#include "alike/shape.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// As the product seals: 28 bytes and what is in it, in base64url.
std::string sealed(const std::string& typed, std::size_t more = 0)
{
    const auto bytes = 28 + typed.size() + 3 + more;
    return std::string((bytes * 4 + 2) / 3, 'x');
}

std::string page(const std::string& typed, const std::string& message = "Wrong.")
{
    return "<p>" + message + "</p><p>" + typed + R"(</p><input name="form_token" value=")" + std::string(43, 'a') +
           R"("><input name="step" value=")" + sealed(typed) + R"("><a href="/Account/Forgot?s=)" + sealed(typed) +
           R"(">x</a>)";
}

probe::Answer answer(const std::string& typed, const std::string& body, Headers more = {}, unsigned status = 422)
{
    probe::Answer result;
    result.status = status;
    result.headers = {
        {"date", "now " + typed}, {"content-length", std::to_string(body.size())}, {"content-type", "text/html"}};
    result.headers.insert(result.headers.end(), more.begin(), more.end());
    result.body = body;
    return result;
}

std::string
compared(const probe::Answer& first, const probe::Answer& second, const std::string& typed = "b.longer@example.fi")
{
    return alike::difference(alike::shape_of(first, "a@example.fi"), alike::shape_of(second, typed));
}

const auto normal = answer("a@example.fi", page("a@example.fi"));

} // namespace

BOOST_AUTO_TEST_SUITE(alike_shape)

BOOST_AUTO_TEST_CASE(answers_that_differ_in_the_address_and_in_random_tokens_alone_are_alike)
{
    BOOST_TEST(compared(normal, answer("b.longer@example.fi", page("b.longer@example.fi"))) == "");
    const Headers redirect{{"location", "/Account/Login?s=" + sealed("a@example.fi")}, {"set-cookie", "v=abc; Path=/"}};
    const Headers other{
        {"location", "/Account/Login?s=" + sealed("b.longer@example.fi")}, {"set-cookie", "v=xyz; Path=/"}};
    BOOST_TEST(compared(answer("a", "", redirect, 303), answer("b", "", other, 303)) == "");
    BOOST_TEST(
        compared(
            answer("a", "until 12.34", {{"retry-after", "30"}}, 429),
            answer("b", "until 9:05", {{"retry-after", "1"}}, 429)) == "");
    BOOST_TEST(compared(answer("a", "a%40example.fi"), answer("b", "b.longer%40example.fi")) == "");
}

BOOST_AUTO_TEST_CASE(every_other_difference_is_found_and_named)
{
    struct Case {
        const char* what;
        probe::Answer other;
        const char* words;
    };
    const std::string typed = "b.longer@example.fi";
    const Case cases[] = {
        {"status", answer(typed, page(typed), {}, 200), "status 422 and 200"},
        {"one byte more", answer(typed, page(typed) + '\n'), "length "},
        {"another word of one length", answer(typed, page(typed, "Wrung.")), "the pages part at byte 5"},
        {"a header more", answer(typed, page(typed), {{"retry-after", "5"}}), "only the second has retry-after"},
        {"a cookie", answer(typed, page(typed), {{"set-cookie", "a=b"}}),
         "only the second has set-cookie: a=(1 bytes)"},
        {"a sealed step of another length", answer(typed, "<a href=\"?s=" + sealed(typed, 3) + "\">"), "length "},
    };
    for (const auto& each : cases) {
        const auto words = compared(normal, each.other);
        BOOST_TEST(words.starts_with(each.words), each.what << ": " << words);
    }
}

BOOST_AUTO_TEST_CASE(the_order_of_headers_the_length_of_a_cookie_and_a_false_length_are_seen)
{
    const auto with = [](Headers headers) { return answer("a@example.fi", "x", std::move(headers)); };
    BOOST_TEST(
        compared(with({{"a", "1"}, {"b", "2"}}), with({{"b", "2"}, {"a", "1"}}), "a@example.fi") ==
        "the headers come in another order");
    BOOST_TEST(compared(with({{"set-cookie", "a=12"}}), with({{"set-cookie", "a=123"}}), "a@example.fi") != "");
    auto shorter = with({});
    shorter.headers[1].second = "0";
    BOOST_TEST(compared(with({}), shorter, "a@example.fi") != "");
    BOOST_TEST(
        compared(with({{"location", "/a?s=xxxxxxxx"}}), with({{"location", "/b?s=xxxxxxxx"}}), "a@example.fi") != "");
}

BOOST_AUTO_TEST_SUITE_END()
