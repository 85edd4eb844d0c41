#include "alike/shape.hpp"

#include "base/text.hpp"
#include "probe/report.hpp"

#include <algorithm>
#include <regex>

namespace alike {
namespace {

/// Of the server in front, which ends a connection that has carried many requests, and of the clock.
bool is_left_out(std::string_view header)
{
    return header == "date" || header == "connection";
}

std::string length(std::size_t bytes)
{
    return '(' + std::to_string(bytes) + " bytes)";
}

void replace_all(std::string& text, const std::string& old, const std::string& replacement)
{
    if (old.empty()) return;
    for (auto at = text.find(old); at != text.npos; at = text.find(old, at + replacement.size()))
        text.replace(at, old.size(), replacement);
}

/// Calls `masked` with what the pattern's second group holds; the first group stays.
template <class Function>
std::string with_masked(const std::string& text, const std::regex& pattern, Function masked)
{
    std::string result;
    auto rest = text.cbegin();
    for (std::sregex_iterator found{text.begin(), text.end(), pattern}, end; found != end; ++found) {
        result.append(rest, (*found)[2].first).append(masked((*found)[2].str()));
        rest = (*found)[2].second;
    }
    return result.append(rest, text.cend());
}

/// Four letters of base64url hold three bytes. The address stands in it once, in the clear of the seal.
std::string sealed(const std::string& letters, const std::string& typed)
{
    const auto bytes = letters.size() * 3 / 4;
    return bytes < typed.size() ? length(bytes)
                                : "(the address and " + std::to_string(bytes - typed.size()) + " bytes)";
}

std::string masked(const std::string& text, const std::string& typed)
{
    static const std::regex step{R"re(([?&;]s=|name="step" value=")([A-Za-z0-9_-]+))re"};
    static const std::regex token{R"re((name="form_token" value=")([A-Za-z0-9_-]+))re"};
    // The page that asks to wait says until when.
    static const std::regex time{R"re(([^0-9])([0-2]?[0-9][.:][0-5][0-9])(?![0-9]))re"};
    auto result = with_masked(text, step, [&](const std::string& letters) { return sealed(letters, typed); });
    result = with_masked(result, token, [](const std::string& letters) { return length(letters.size()); });
    result = with_masked(result, time, [](const std::string&) { return std::string{"(time)"}; });
    for (const auto& spelling : {typed, base::percent_encode(typed)}) replace_all(result, spelling, "(the address)");
    return result;
}

/// A cookie keeps its name, its attributes and the length of its value.
std::string masked_cookie(const std::string& value)
{
    static const std::regex pattern{"^([^=;]*=)([^;]*)"};
    return with_masked(value, pattern, [](const std::string& each) { return length(each.size()); });
}

std::string masked_header(
    const std::string& name, const std::string& value, const probe::Answer& answer, const Shape& shape,
    const std::string& typed)
{
    if (name == "set-cookie") return masked_cookie(value);
    if (name == "retry-after") return "(seconds)";
    const bool is_true = name == "content-length" && value == std::to_string(answer.body.size());
    // The body was compared without what differs in length, so its length is.
    return is_true ? length(shape.body.size()) : masked(value, typed);
}

std::string differing_headers(const Shape& first, const Shape& second)
{
    std::string text;
    const auto tell = [&](const Shape& from, const Shape& other, const char* what) {
        for (const auto& header : from.headers)
            if (std::ranges::count(from.headers, header) != std::ranges::count(other.headers, header))
                text += (text.empty() ? "" : "; ") + std::string{what} +
                        probe::printable(header.first + ": " + header.second);
    };
    tell(first, second, "only the first has ");
    tell(second, first, "only the second has ");
    return text.empty() ? "the headers come in another order" : text;
}

std::string differing_bodies(const std::string& first, const std::string& second)
{
    constexpr std::size_t shown = 60;
    const auto place = static_cast<std::size_t>(std::ranges::mismatch(first, second).in1 - first.begin());
    const auto from = place < shown / 2 ? 0 : place - shown / 2;
    return "the pages part at byte " + std::to_string(place) + ": \"" +
           probe::printable(first.substr(from, shown), shown) + "\", \"" +
           probe::printable(second.substr(from, shown), shown) + '"';
}

} // namespace

Shape shape_of(const probe::Answer& answer, const std::string& typed)
{
    Shape shape{answer.status, {}, masked(answer.body, typed)};
    for (const auto& [name, value] : answer.headers)
        if (!is_left_out(name)) shape.headers.emplace_back(name, masked_header(name, value, answer, shape, typed));
    return shape;
}

std::string difference(const Shape& first, const Shape& second)
{
    if (first.status != second.status)
        return "status " + std::to_string(first.status) + " and " + std::to_string(second.status);
    if (first.body.size() != second.body.size())
        return "length " + std::to_string(first.body.size()) + " and " + std::to_string(second.body.size()) +
               ", without the address; " + differing_bodies(first.body, second.body);
    if (first.headers != second.headers) return differing_headers(first, second);
    return first.body == second.body ? "" : differing_bodies(first.body, second.body);
}

} // namespace alike
