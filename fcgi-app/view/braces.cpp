#include "view/braces.hpp"

namespace view {
namespace {

constexpr std::string_view name_characters = "abcdefghijklmnopqrstuvwxyz0123456789_";

/// The name in "{name}…", or "" when the text does not begin with one.
std::string_view name_in_braces(std::string_view text)
{
    const auto end = text.find_first_not_of(name_characters, 1);
    if (end == std::string_view::npos || end == 1 || text[end] != '}') return {};
    return text.substr(1, end - 1);
}

} // namespace

std::string fill_braces(std::string_view text, const Lookup& lookup)
{
    std::string filled;
    while (!text.empty()) {
        const auto brace = text.find('{');
        filled += text.substr(0, brace);
        if (brace == std::string_view::npos) break;
        text.remove_prefix(brace);
        const auto name = name_in_braces(text);
        const auto value = name.empty() ? std::nullopt : lookup(name);
        const auto length = value ? name.size() + 2 : 1;
        filled += value ? *value : std::string{text.substr(0, length)};
        text.remove_prefix(length);
    }
    return filled;
}

Bracketed split_brackets(std::string_view text)
{
    const auto open = text.find('[');
    const auto close = text.find(']', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return {std::string{text}, std::nullopt, {}};
    return {
        std::string{text.substr(0, open)}, std::string{text.substr(open + 1, close - open - 1)},
        std::string{text.substr(close + 1)}};
}

std::string escape_html(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        case '\'':
            escaped += "&#39;";
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

} // namespace view
