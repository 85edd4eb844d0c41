#include "http/cookie.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace http {
namespace {

/// Name and value of one pair. Browsers send a cookie without a name as its bare value, so a text without "=" is
/// taken for a name: it must never pass for nothing.
std::pair<std::string, std::string> split_pair(std::string_view pair)
{
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) return {base::trimmed(pair), ""};
    return {base::trimmed(pair.substr(0, equals)), base::trimmed(pair.substr(equals + 1))};
}

/// cookie-octet of RFC 6265, 4.1.1: visible ASCII without quotes, comma, semicolon and backslash.
bool is_cookie_octet(char c)
{
    return c > ' ' && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
}

/// The characters of a token (RFC 9110, 5.6.2) that our names need.
bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

void check(const SetCookie& cookie)
{
    constexpr std::size_t longest = 4096; // RFC 6265bis, 5.6: a browser ignores longer ones
    if (!cookie.name.starts_with("__Host-") || !std::ranges::all_of(cookie.name, is_name_character))
        throw std::invalid_argument{"cookie name"};
    if (!std::ranges::all_of(cookie.value, is_cookie_octet)) throw std::invalid_argument{"cookie value"};
    if (cookie.name.size() + cookie.value.size() > longest) throw std::invalid_argument{"cookie too long"};
    if (cookie.max_age && *cookie.max_age < std::chrono::seconds{0}) throw std::invalid_argument{"cookie age"};
}

} // namespace

std::optional<std::string> find_cookie(std::string_view cookie_header, std::string_view name)
{
    std::optional<std::string> found;
    bool is_doubtful = false;
    for (std::size_t begin = 0; begin <= cookie_header.size();) {
        const auto end = std::min(cookie_header.find(';', begin), cookie_header.size());
        const auto pair = cookie_header.substr(begin, end - begin);
        auto [other, value] = split_pair(pair);
        if (base::equals_ignoring_ascii_case(other, name)) {
            is_doubtful = is_doubtful || found || other != name || pair.find('=') == std::string_view::npos;
            found = std::move(value);
        }
        begin = end + 1;
    }
    return is_doubtful ? std::nullopt : found;
}

std::string to_header(const SetCookie& cookie)
{
    check(cookie);
    auto line = cookie.name + "=" + cookie.value + "; Path=/; Secure; HttpOnly; SameSite=Lax";
    if (cookie.max_age) line += "; Max-Age=" + std::to_string(cookie.max_age->count());
    return line;
}

std::string to_removal(std::string_view name, std::string_view path)
{
    return std::string{name} + "=; Path=" + std::string{path} + "; Secure; HttpOnly; SameSite=Lax; Max-Age=0";
}

} // namespace http
