// Form bodies and queries: what cgicc reads is compared with the URL standard.
#include "http/form_decoding.hpp"

#include "base/text.hpp"
#include "fuzz.hpp"

#include <cctype>

using fuzz::promise;
using Pairs = std::vector<std::pair<std::string, std::string>>;

namespace {

std::string decoded(std::string_view text)
{
    const auto is_hex = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2])) {
            result += static_cast<char>(std::stoi(std::string{text.substr(i + 1, 2)}, nullptr, 16));
            i += 2;
        } else {
            result += text[i] == '+' ? ' ' : text[i];
        }
    }
    return result;
}

/// What the field of several lines is read as.
std::string one_line(const std::string& text)
{
    std::string line;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        line += text[i] == '\r' || text[i] == '\n' || text[i] == '\t' ? ' ' : text[i];
    }
    return line;
}

/// URL standard of the WHATWG, 5.1.
Pairs as_the_standard_says(std::string_view text)
{
    Pairs pairs;
    while (!text.empty()) {
        auto part = fuzz::take(text, '&');
        if (part.empty()) continue;
        const auto name = fuzz::take(part, '=');
        pairs.emplace_back(decoded(name), decoded(part));
        if (pairs.back().first == "message") pairs.back().second = one_line(pairs.back().second);
    }
    return pairs;
}

std::string encoded(const Pairs& pairs)
{
    std::string text;
    for (const auto& [name, value] : pairs)
        text += (text.empty() ? "" : "&") + base::percent_encode(name) + '=' + base::percent_encode(value);
    return text;
}

bool is_plain(const std::string& text)
{
    return base::is_utf8(text) && !base::has_control_characters(text);
}

} // namespace

void examine(std::string_view input)
{
    const auto fields = http::decode_fields(input);
    const auto expected = as_the_standard_says(input);
    const bool are_plain =
        std::ranges::all_of(expected, [](const auto& pair) { return is_plain(pair.first) && is_plain(pair.second); });
    if (!fields) {
        const bool are_many = std::ranges::count(input, '&') >= static_cast<std::ptrdiff_t>(http::max_fields);
        return promise(are_many || !are_plain, "only too many fields and unfit characters are refused");
    }
    promise(are_plain, "fields are UTF-8 without control characters");
    promise(fields->all().size() <= http::max_fields, "fields are few");
    promise(fields->all() == expected, "fields are what the URL standard says");
    const auto again = http::decode_fields(encoded(fields->all()));
    promise(again && again->all() == fields->all(), "encoded and decoded once more, fields are the same");
    for (const auto& [name, value] : fields->all()) {
        const auto count = std::ranges::count(fields->all(), name, [](const auto& pair) { return pair.first; });
        promise(fields->find(name) == (count == 1 ? std::optional{value} : std::nullopt), "a doubled field is absent");
    }
}
