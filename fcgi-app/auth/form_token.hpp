#pragma once

#include "base/secret.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Proof that a form was written by us for this very browser (OWASP CSRF Prevention: signed double submit, R-113…R-116).
namespace auth {

/// The token for forms of the visitor or session whose cookie value is `binding`. The same for every form of that
/// cookie, so several tabs and the Back button keep working; without a clock, so it never expires.
/// keys  the current key first; there is at least one.
[[nodiscard]] std::string form_token(const std::vector<base::Key>& keys, std::string_view binding);

/// True when `token` was made by form_token() for this binding with any of the keys. An empty binding is never valid.
[[nodiscard]] bool
form_token_is_valid(const std::vector<base::Key>& keys, std::string_view binding, std::string_view token);

} // namespace auth
