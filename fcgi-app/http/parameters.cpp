#include "http/parameters.hpp"

namespace http {

std::optional<std::string_view> Parameters::find(std::string_view name) const
{
    std::optional<std::string_view> found;
    for (char** entry = entries_; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        if (text.size() <= name.size() || text[name.size()] != '=' || !text.starts_with(name)) continue;
        if (found) return std::nullopt;
        found = text.substr(name.size() + 1);
    }
    return found;
}

} // namespace http
