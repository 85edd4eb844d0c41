#include "view/text_marker.hpp"

#include "view/braces.hpp"

#include <algorithm>
#include <regex>
#include <stdexcept>

namespace view {
namespace {

struct Arguments {
    std::string key;
    std::string plural_by{};
    bool with_addresses = false;
    std::string url{};
};

bool is_key(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == text.npos;
}

Arguments parse(std::string_view text)
{
    // Most markers are a key alone.
    if (is_key(text)) return {.key = std::string{text}};
    static const std::regex form{R"(([a-z0-9_.]+)(?: #([a-z_]+))?( @)?(?: -> (\S+( [a-z0-9_.]+)?))?)"};
    std::cmatch parts;
    if (!std::regex_match(text.data(), text.data() + text.size(), parts, form))
        throw std::logic_error("{{T " + std::string{text} + "}} is not a text marker");
    return {parts[1], parts[2], parts[3].matched, parts[4]};
}

bool is_variable(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

std::string upper(std::string_view name)
{
    std::string result{name};
    for (char& c : result)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return result;
}

std::string href(const Texts& texts, base::Language language, const std::string& url)
{
    if (url.starts_with("T ")) return escape_html(texts.source(language, url.substr(2), ""));
    if (is_variable(url)) return "{{" + url + "}}";
    if (url.find('$') == std::string::npos) return url;
    static const std::regex variable{R"(\$([A-Z_]+))"};
    return std::regex_replace(url, variable, "{{$1:url_query_escape}}");
}

std::string with_mail_links(const std::string& html)
{
    if (html.find('@') == std::string::npos) return html;
    static const std::regex address{R"([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)"};
    return std::regex_replace(html, address, R"(<a href="mailto:$&">$&</a>)");
}

std::string with_link(const std::string& html, const std::string& target, const std::string& key)
{
    const auto parts = split_brackets(html);
    if (parts.words.has_value() == target.empty())
        throw std::logic_error("the [brackets] of \"" + key + "\" and the link of its marker do not go together");
    if (!parts.words) return html;
    return parts.before + "<a href=\"" + target + "\">" + *parts.words + "</a>" + parts.after;
}

} // namespace

std::string text_marker(const Texts& texts, base::Language language, std::string_view arguments)
{
    const auto wanted = parse(arguments);
    auto html = escape_html(texts.source(language, wanted.key, wanted.plural_by));
    html = fill_braces(html, [](std::string_view name) { return "{{" + upper(name) + "}}"; });
    if (wanted.with_addresses) html = with_mail_links(html);
    return with_link(html, wanted.url.empty() ? "" : href(texts, language, wanted.url), wanted.key);
}

} // namespace view
