#include "probe/url.hpp"

#include "base/text.hpp"

#include <curl/curl.h>

#include <memory>
#include <new>

namespace probe {
namespace {

struct CurlDeleter {
    void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
    void operator()(char* text) const { curl_free(text); }
};
using Handle = std::unique_ptr<CURLU, CurlDeleter>;

constexpr unsigned reading_flags = CURLU_PATH_AS_IS | CURLU_ALLOW_SPACE;

std::string part(CURLU* handle, CURLUPart which, unsigned flags = 0)
{
    char* text = nullptr;
    if (curl_url_get(handle, which, &text, flags) != CURLUE_OK) return "";
    const std::unique_ptr<char, CurlDeleter> owner{text};
    return text;
}

std::optional<Url> url_of(CURLU* handle)
{
    Url url;
    url.scheme = part(handle, CURLUPART_SCHEME);
    if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
    url.host = base::ascii_lower(part(handle, CURLUPART_HOST));
    url.port = static_cast<unsigned>(std::stoul(part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT)));
    url.target = part(handle, CURLUPART_PATH);
    if (const auto query = part(handle, CURLUPART_QUERY); !query.empty()) url.target += '?' + query;
    return url;
}

/// Reads the texts one after another, each relative to those before it.
std::optional<Url> read(std::initializer_list<std::string_view> texts)
{
    const Handle handle{curl_url()};
    if (!handle) throw std::bad_alloc{};
    for (const auto text : texts) {
        if (curl_url_set(handle.get(), CURLUPART_URL, std::string{text}.c_str(), reading_flags) != CURLUE_OK)
            return std::nullopt;
    }
    return url_of(handle.get());
}

} // namespace

std::string Url::origin() const
{
    const bool is_default = port == (is_secure() ? 443U : 80U);
    return scheme + "://" + host + (is_default ? "" : ":" + std::to_string(port));
}

std::string Url::query() const
{
    const auto mark = target.find('?');
    return mark == target.npos ? "" : target.substr(mark + 1);
}

bool Url::is_local() const
{
    return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

Url Url::at(std::string other_target) const
{
    Url other = *this;
    other.target = std::move(other_target);
    return other;
}

std::optional<Url> parse_url(std::string_view text)
{
    return read({text});
}

std::optional<Url> resolve(const Url& from, std::string_view location)
{
    return read({from.text(), location});
}

} // namespace probe
