#include "auth/return_url.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace auth {

namespace {

/// Pages that would end where they began, or sign out again at once.
constexpr std::array<std::string_view, 3> looping_pages{"/account/login", "/account/logout", "/account/logoff"};

int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// True when two hexadecimal digits follow the "%" at this position.
bool is_escape(std::string_view text, std::size_t at)
{
    return text[at] == '%' && at + 2 < text.size() && hex_value(text[at + 1]) >= 0 && hex_value(text[at + 2]) >= 0;
}

bool has_broken_escape(std::string_view text)
{
    for (auto at = text.find('%'); at != text.npos; at = text.find('%', at + 1)) {
        if (!is_escape(text, at)) return true;
    }
    return false;
}

/// One round of percent-decoding; a "%" that escapes nothing stays.
std::string decoded(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = is_escape(text, i);
        result += escape ? static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])) : text[i];
        if (escape) i += 2;
    }
    return result;
}

bool has_control_byte(std::string_view text)
{
    return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

/// Decodes as often as there is something to decode, since a server behind us may do so more than once.
/// Nullopt when a control character turns up on the way.
std::optional<std::string> fully_decoded(std::string text)
{
    for (;;) {
        if (has_control_byte(text)) return std::nullopt;
        auto next = decoded(text);
        if (next == text) return text;
        text = std::move(next);
    }
}

bool has_dot_segment(std::string_view path)
{
    for (std::size_t start = 0; start < path.size();) {
        const auto end = std::min(path.find('/', start), path.size());
        const auto segment = path.substr(start, end - start);
        if (segment == "." || segment == "..") return true;
        start = end + 1;
    }
    return false;
}

bool is_looping_page(std::string_view path)
{
    auto page = base::ascii_lower(path.substr(0, path.find(';')));
    while (page.size() > 1 && page.back() == '/') page.pop_back();
    return std::ranges::find(looping_pages, page) != looping_pages.end();
}

/// `path` begins with a slash and ends before "?" and "#".
bool is_safe_path(std::string_view path)
{
    const auto first_segment = fully_decoded(std::string{path.substr(1, path.find('/', 1) - 1)});
    const auto whole = fully_decoded(std::string{path});
    if (!first_segment || !whole) return false;
    // "//host" and "/\host", in whatever spelling, name another site.
    if (path.starts_with("//") || first_segment->find_first_of("/\\") != std::string::npos) return false;
    return !has_dot_segment(*whole) && !is_looping_page(*whole);
}

/// What follows the origin: nothing, a path, a query or a fragment.
bool is_safe_rest(std::string_view rest)
{
    const auto path = rest.substr(0, rest.find_first_of("?#"));
    const auto query = rest.substr(path.size());
    if (has_broken_escape(rest) || !fully_decoded(std::string{query})) return false;
    return path.empty() || (path.front() == '/' && is_safe_path(path));
}

/// The part behind an origin of the list; nullopt when the URL has none of them. The character behind the origin
/// decides: "https://portal.example.fi.evil.example" and "https://portal.example.fi@evil.example" begin alike.
std::optional<std::string_view> behind_origin(std::string_view url, const std::vector<std::string>& origins)
{
    for (const auto& origin : origins) {
        const bool is_origin = origin.starts_with("https://") || origin.starts_with("http://");
        if (!is_origin || !url.starts_with(origin)) continue;
        const auto rest = url.substr(origin.size());
        if (rest.empty() || rest.find_first_of("/?#") == 0) return rest;
    }
    return std::nullopt;
}

/// A form decodes its value once, so letters of other scripts and spaces arrive bare; a header must not hold them.
std::string with_bare_characters_encoded(std::string_view url)
{
    constexpr std::string_view unsafe = " \"<>^`{|}";
    std::string result;
    for (const char c : url) {
        const bool is_plain = static_cast<unsigned char>(c) < 0x80 && unsafe.find(c) == unsafe.npos;
        result += is_plain ? std::string{c} : base::percent_encode({&c, 1});
    }
    return result;
}

} // namespace

std::string
safe_return_url(std::string_view candidate, const std::vector<std::string>& origins, const std::string& fallback)
{
    if (candidate.empty() || candidate.size() > longest_return_url || !base::is_utf8(candidate)) return fallback;
    if (base::has_control_characters(candidate) || candidate.find('\\') != candidate.npos) return fallback;
    const auto rest = candidate.front() == '/' ? candidate : behind_origin(candidate, origins);
    if (!rest || !is_safe_rest(*rest)) return fallback;
    auto url = with_bare_characters_encoded(candidate);
    return url.size() <= longest_return_url ? url : fallback;
}

} // namespace auth
