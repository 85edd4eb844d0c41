#include "auth/form_token.hpp"

#include "auth/secret.hpp"

namespace auth {

namespace {

std::string token_with(const base::Key& key, std::string_view binding)
{
    const auto proof = keyed_digest(key, "form token", binding);
    return base64url(bytes_of(proof));
}

} // namespace

std::string form_token(const std::vector<base::Key>& keys, std::string_view binding)
{
    return token_with(keys.at(0), binding);
}

bool form_token_is_valid(const std::vector<base::Key>& keys, std::string_view binding, std::string_view token)
{
    if (binding.empty()) return false;
    bool valid = false;
    // Every key is tried, so the time does not tell which one fitted.
    for (const auto& key : keys) valid |= equal(token_with(key, binding), token);
    return valid;
}

} // namespace auth
