#include "base/language.hpp"

#include "base/text.hpp"

#include <charconv>
#include <string>

namespace base {
namespace {

/// The weight behind ";q=", in thousandths; 1000 when there is none. Nullopt when malformed (RFC 9110, 12.4.2).
std::optional<int> weight_of(std::string_view parameters)
{
    if (parameters.empty()) return 1000;
    const std::string text = trimmed(parameters);
    if (!text.starts_with("q=") && !text.starts_with("Q=")) return std::nullopt;
    double weight = 0;
    const auto [stop, error] = std::from_chars(text.data() + 2, text.data() + text.size(), weight);
    if (error != std::errc{} || stop != text.data() + text.size() || weight < 0 || weight > 1) return std::nullopt;
    return static_cast<int>(weight * 1000);
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
