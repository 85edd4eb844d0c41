#pragma once

#include "base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace auth {

/// A key as the secrets file holds it: 32 bytes in base64 (RFC 4648, with padding), as `openssl rand -base64 32` prints
/// them. Nullopt for everything else.
[[nodiscard]] std::optional<base::Key> key_from_base64(std::string_view text);

/// The reverse of key_from_base64().
[[nodiscard]] std::string key_to_base64(const base::Key& key);

/// 32 random bytes.
[[nodiscard]] base::Key new_key();

} // namespace auth
