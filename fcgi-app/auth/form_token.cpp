#include "auth/form_token.hpp"

#include "auth/secret.hpp"

namespace auth {

namespace {

std::string token_with(const base::Key& key, std::string_view binding)
{
    const auto proof = hmac(key, binding);
    return base64url(bytes_of(proof));
}

} // namespace

FormTokens::FormTokens(const std::vector<base::Key>& keys)
{
    for (const auto& key : keys) keys_.push_back(derived_key(key, "form token"));
}

std::string FormTokens::token(std::string_view binding) const
{
    return token_with(keys_.at(0), binding);
}

bool FormTokens::is_valid(std::string_view binding, std::string_view token) const
{
    if (binding.empty()) return false;
    bool valid = false;
    // Every key is tried, so the time does not tell which one fitted.
    for (const auto& key : keys_) valid |= equal(token_with(key, binding), token);
    return valid;
}

} // namespace auth
