#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace auth {

/// The bytes of base64 text (RFC 4648, section 4), with padding or without; nullopt for any other text.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

} // namespace auth
