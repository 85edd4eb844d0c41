// The Cookie header, and what becomes of a value in Set-Cookie.
#include "http/cookie.hpp"

#include "base/text.hpp"
#include "fuzz.hpp"

#include <stdexcept>

using fuzz::promise;

namespace {

const std::string name = "__Host-asiointi";

void examine_header(const std::string& header)
{
    const auto value = http::find_cookie(header, name);
    if (!fuzz::contains(base::ascii_lower(header), base::ascii_lower(name)))
        promise(!value, "a cookie that nobody sent is absent");
    promise(http::find_cookie(header + "; other=1", name) == value, "another cookie changes nothing");
    promise(http::find_cookie("other=1; " + header, name) == value, "wherever it stands");
    if (!value) return;
    promise(fuzz::contains(header, *value), "a value is part of the header");
    promise(value->find(';') == std::string::npos, "a value ends at the semicolon");
    for (const auto* planted :
         {"; __Host-asiointi=x", "; __HOST-ASIOINTI=x", "; __Host-asiointi", ";__host-asiointi ="})
        promise(!http::find_cookie(header + planted, name), "a second cookie makes both doubtful");
}

void examine_value(const std::string& value)
{
    std::string line;
    try {
        line = http::to_header({name, value, std::chrono::seconds{60}});
    } catch (const std::invalid_argument&) {
        return;
    }
    promise(
        line == name + '=' + value + "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60", "the line is the cookie");
    promise(std::ranges::count(line, ';') == 5, "a value adds no attribute");
    promise(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; }), "a value adds no line");
    promise(http::find_cookie(name + '=' + value, name) == value, "what a browser sends back is understood");
}

} // namespace

void examine(std::string_view input)
{
    examine_header(std::string{input});
    examine_value(std::string{input});
}
