// Where to go after signing in (R-043): never to another site, as a browser would read it.
#include "auth/return_url.hpp"

#include "base/text.hpp"
#include "fuzz.hpp"

#include <cctype>

using fuzz::promise;

namespace {

const std::vector<std::string> origins{"https://portaali.example.fi", "http://vanha.example.fi:8080"};
const std::string fallback = "/fallback";
const std::string elsewhere = "elsewhere";

/// Tabs and line breaks vanish, and a backslash is a slash (URL standard of the WHATWG, 4.4).
std::string simplified(std::string url)
{
    std::erase_if(url, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
    std::ranges::replace(url, '\\', '/');
    return base::trimmed(url);
}

/// Host and port that a browser on this site would go to; "" for this site.
std::string host_for_browser(const std::string& as_written)
{
    const auto url = simplified(as_written);
    const auto colon = url.find_first_of(":/?#");
    const bool has_scheme = colon != std::string::npos && url[colon] == ':';
    if (!has_scheme && !url.starts_with("//")) return "";
    const auto scheme = base::ascii_lower(has_scheme ? url.substr(0, colon) : "https");
    if (scheme != "http" && scheme != "https") return elsewhere;
    const auto begin = url.find_first_not_of('/', has_scheme ? colon + 1 : 0);
    if (begin == std::string::npos) return elsewhere;
    const auto authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
    return authority.substr(authority.rfind('@') + 1);
}

std::string decoded_once(const std::string& text)
{
    const auto is_hex = [&](std::size_t at) {
        return at < text.size() && std::isxdigit(static_cast<unsigned char>(text[at])) != 0;
    };
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && is_hex(i + 1) && is_hex(i + 2);
        result += escape ? static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16)) : text[i];
        if (escape) i += 2;
    }
    return result;
}

bool is_known_host(const std::string& host)
{
    return host.empty() || host == "portaali.example.fi" || host == "vanha.example.fi:8080";
}

bool is_fit_for_header(const std::string& url)
{
    return std::ranges::all_of(url, [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '<' && c != '\\'; });
}

} // namespace

void examine(std::string_view input)
{
    const auto url = auth::safe_return_url(input, origins, fallback);
    if (url == fallback) return;
    promise(is_known_host(host_for_browser(url)), "it stays on this site or goes to a configured origin");
    promise(is_fit_for_header(url), "it fits into a header line");
    promise(url.size() <= auth::longest_return_url, "it is not too long");
    promise(auth::safe_return_url(url, origins, fallback) == url, "what was safe once is safe unchanged");
    // A portal, or a proxy before it, may decode once more.
    auto further = decoded_once(url);
    for (int times = 0; times < 4; ++times, further = decoded_once(further))
        promise(is_known_host(host_for_browser(further)), "decoding once more leads nowhere else");
}
