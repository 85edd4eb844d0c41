#include "http/fields.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace http {
namespace {

/// The value of the one field that `matches` names; nullopt for none and for more than one.
template <class Matches>
std::optional<std::string> only_one(const std::vector<std::pair<std::string, std::string>>& fields, Matches matches)
{
    const auto named = [&](const auto& field) { return matches(field.first); };
    const auto first = std::ranges::find_if(fields, named);
    if (first == fields.end() || std::any_of(first + 1, fields.end(), named)) return std::nullopt;
    return first->second;
}

} // namespace

std::optional<std::string> Fields::find(std::string_view name) const
{
    return only_one(fields_, [&](const std::string& other) { return other == name; });
}

std::optional<std::string> Fields::find_any_case(std::string_view name) const
{
    return only_one(fields_, [&](const std::string& other) { return base::equals_ignoring_ascii_case(other, name); });
}

std::string Fields::value_or_empty(std::string_view name) const
{
    return find(name).value_or("");
}

bool Fields::mentions(std::string_view name) const
{
    return std::ranges::any_of(
        fields_, [&](const auto& field) { return base::equals_ignoring_ascii_case(field.first, name); });
}

} // namespace http
