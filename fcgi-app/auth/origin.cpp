#include "auth/origin.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace auth {
namespace {

std::string_view host_of(std::string_view origin)
{
    constexpr std::string_view scheme_end = "://";
    const auto at = origin.find(scheme_end);
    return at == std::string_view::npos ? std::string_view{} : origin.substr(at + scheme_end.size());
}

} // namespace

bool is_same_host(std::string_view one, std::string_view other)
{
    return !host_of(one).empty() && base::equals_ignoring_ascii_case(host_of(one), host_of(other));
}

std::optional<std::string> find_origin(const std::vector<std::string>& origins, std::string_view wanted)
{
    const auto found = std::ranges::find_if(origins, [&](const auto& origin) { return is_same_host(origin, wanted); });
    return found == origins.end() ? std::nullopt : std::optional{*found};
}

} // namespace auth
