#include "auth/retired_hash.hpp"

#include <string_view>

namespace auth {
namespace {

constexpr std::string_view prefix = "$retired$"; // also in store/retired_password.cpp

} // namespace

std::optional<std::string> retired_hash(const std::optional<std::string>& stored)
{
    if (!stored || !stored->starts_with(prefix)) return std::nullopt;
    return stored->substr(prefix.size());
}

} // namespace auth
