#include "flow/names.hpp"

#include "base/text.hpp"

namespace flow {
namespace {

constexpr std::size_t max_name_length = 100;

bool check_length(view::Page& page, std::string_view field, const std::string& name)
{
    if (base::code_points(name) <= max_name_length) return true;
    page.error(field, {"register.name_too_long", {}, static_cast<int>(max_name_length)});
    return false;
}

} // namespace

std::string full_name(const std::string& given, const std::string& family)
{
    return given.empty() || family.empty() ? given + family : given + ' ' + family;
}

Names read_names(const http::Fields& form)
{
    const auto field = [&](std::string_view name) { return base::to_nfc(base::trimmed(form.value_or_empty(name))); };
    return {field("given_name"), field("family_name")};
}

bool check_names(const Names& names, view::Page& page)
{
    if (names.family.empty()) page.error("family_name", view::Text{"register.name_missing"});
    const bool given_fits = check_length(page, "given_name", names.given);
    const bool family_fits = check_length(page, "family_name", names.family);
    return given_fits && family_fits && !names.family.empty();
}

} // namespace flow
