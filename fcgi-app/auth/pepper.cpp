#include "auth/pepper.hpp"

#include "auth/key_life.hpp"
#include "auth/secret.hpp"

#include <algorithm>

namespace auth {
namespace {

constexpr std::string_view prefix = "$pepper$"; // also in a statement of store/peppers.cpp

} // namespace

base::Password peppered(const base::Key& key, const base::Password& password)
{
    const auto digest = keyed_digest(key, "password pepper", password.reveal());
    return base::Password{std::string{bytes_of(digest)}};
}

std::string with_pepper_name(const base::Key& key, std::string_view phc)
{
    return std::string{prefix} + key_name(key) + std::string{phc};
}

std::optional<PepperedHash> read_peppered(std::string_view stored)
{
    if (!stored.starts_with(prefix)) return std::nullopt;
    stored.remove_prefix(prefix.size());
    const auto end = stored.find('$');
    if (end == std::string_view::npos) return std::nullopt;
    return PepperedHash{std::string{stored.substr(0, end)}, std::string{stored.substr(end)}};
}

const base::Key* find_pepper(const base::KeyRing& ring, std::string_view name)
{
    const auto found = std::ranges::find_if(ring.accepted, [&](const base::Key& key) { return key_name(key) == name; });
    return found == ring.accepted.end() ? nullptr : &*found;
}

} // namespace auth
