#pragma once

#include "base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auth {

/// Encrypts and signs `text` (AES-256-GCM) so that a browser can carry it for us in a URL or a hidden field.
///
/// keys     the current key first; there is at least one.
/// purpose  what the value is for; part of the authenticated data, so one kind cannot stand in for another.
/// binding  whom it is for, such as the visitor's cookie value; authenticated too. It opens only for the same one.
/// Returns base64url without padding; its length depends on the length of `text` alone.
[[nodiscard]] std::string
seal(const std::vector<base::Key>& keys, std::string_view purpose, std::string_view binding, std::string_view text);

/// The text that was sealed, or nullopt for anything that seal() did not make with one of these keys for the same
/// purpose and binding.
[[nodiscard]] std::optional<std::string>
unseal(const std::vector<base::Key>& keys, std::string_view purpose, std::string_view binding, std::string_view sealed);

} // namespace auth
