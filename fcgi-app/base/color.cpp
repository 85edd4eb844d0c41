#include "base/color.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace base {
namespace {

/// Of one of the colour's three parts, as WCAG 2.2 defines relative luminance.
double linear(std::string_view color, std::size_t part)
{
    unsigned value = 0;
    const auto digits = color.substr(1 + 2 * part, 2);
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    const double share = value / 255.0;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

double luminance(std::string_view color)
{
    return 0.2126 * linear(color, 0) + 0.7152 * linear(color, 1) + 0.0722 * linear(color, 2);
}

} // namespace

bool is_color(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdefABCDEF";
    return text.size() == 7 && text.front() == '#' && text.find_first_not_of(digits, 1) == text.npos;
}

double contrast(std::string_view one, std::string_view other)
{
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace base
