#include "base/language.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <string>

namespace base {
namespace {

/// The weight behind ";q=", in thousandths; 1000 when there is none. Nullopt when it is none of "0[.ddd]" and "1[.000]"
/// (RFC 9110, 12.4.2).
std::optional<int> weight_of(std::string_view parameters)
{
    if (parameters.empty()) return 1000;
    const std::string text = ascii_lower(trimmed(parameters));
    if (!text.starts_with("q=") || text.size() < 3 || text.size() > 7) return std::nullopt;
    if ((text[2] != '0' && text[2] != '1') || (text.size() > 3 && text[3] != '.')) return std::nullopt;
    int thousandths = (text[2] - '0') * 1000;
    int place = 100;
    for (const char digit : std::string_view{text}.substr(std::min<std::size_t>(4, text.size()))) {
        if (digit < '0' || digit > '9') return std::nullopt;
        thousandths += (digit - '0') * place;
        place /= 10;
    }
    return thousandths <= 1000 ? std::optional{thousandths} : std::nullopt;
}

std::string_view next_item(std::string_view& rest, char separator)
{
    const auto end = rest.find(separator);
    const auto item = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return item;
}

} // namespace

std::optional<Language> language_from_code(std::string_view wanted)
{
    for (const auto language : all_languages)
        if (code(language) == wanted) return language;
    return std::nullopt;
}

std::optional<Language> language_from_header(std::string_view accept_language)
{
    std::optional<Language> best;
    int best_weight = 0;
    while (!accept_language.empty()) {
        std::string_view item = next_item(accept_language, ',');
        const std::string range = ascii_lower(trimmed(next_item(item, ';')));
        const auto weight = weight_of(item);
        if (!weight) return std::nullopt;
        const auto language = language_from_code(std::string_view{range}.substr(0, range.find('-')));
        if (language && *weight > best_weight) {
            best = language;
            best_weight = *weight;
        }
    }
    return best;
}

} // namespace base
