#pragma once

#include "base/secret.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Proof that a form was written by us for this very browser (OWASP CSRF Prevention: signed double submit, R-113…R-116).
namespace auth {

/// One for each process: what tokens take of the keys is computed once.
class FormTokens {
public:
    /// keys  the current key first.
    explicit FormTokens(const std::vector<base::Key>& keys);

    /// The token for forms of the visitor or session whose cookie value is `binding`. The same for every form of that
    /// cookie, so several tabs and the Back button keep working; without a clock, so it never expires.
    /// Throws std::out_of_range when there is no key.
    [[nodiscard]] std::string token(std::string_view binding) const;

    /// True when `token` was made by token() for this binding with any of the keys. An empty binding is never valid.
    [[nodiscard]] bool is_valid(std::string_view binding, std::string_view token) const;

private:
    std::vector<base::Key> keys_; ///< for this purpose alone
};

} // namespace auth
