#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace auth {

/// libsodium takes some bytes beyond ASCII for characters of base64, so that one value would have several spellings: look
/// here first.
[[nodiscard]] bool is_ascii(std::string_view text);

/// The bytes of base64 text (RFC 4648, section 4), with padding or without; nullopt for any other text.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

} // namespace auth
