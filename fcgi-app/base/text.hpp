#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// True for well-formed UTF-8 (no overlong forms, no surrogates, nothing beyond U+10FFFF).
[[nodiscard]] bool is_utf8(std::string_view text);

/// True when the text holds NUL, another C0 or C1 control character, or a bidirectional override or isolate.
/// Such characters have no place in a one-line field and forge log lines and mail headers.
[[nodiscard]] bool has_control_characters(std::string_view utf8);

/// The text in Unicode normalisation form C. Expects UTF-8; throws std::invalid_argument otherwise.
[[nodiscard]] std::string to_nfc(std::string_view utf8);

/// Lower case by Unicode's simple rules, independent of any locale. Expects UTF-8.
[[nodiscard]] std::string to_lower(std::string_view utf8);

/// UTF-16, the lower byte of each unit first, without a byte order mark. What is not UTF-8 gives "".
[[nodiscard]] std::string to_utf16le(std::string_view utf8);

/// Text in Windows-1252, which holds all of ISO 8859-1, as UTF-8. Total: every byte is a letter or is left out.
[[nodiscard]] std::string from_windows_1252(std::string_view bytes);

/// The number of code points. Expects UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view utf8);

/// Without white space (ASCII and U+00A0) at both ends.
[[nodiscard]] std::string trimmed(std::string_view text);

/// A-Z folded to a-z; every other byte unchanged. For protocol words and paths.
[[nodiscard]] std::string ascii_lower(std::string_view text);

/// True when both are equal but for the case of A-Z.
[[nodiscard]] bool equals_ignoring_ascii_case(std::string_view a, std::string_view b);

/// Everything but unreserved characters (RFC 3986) as %XX: for one query value or one header value.
[[nodiscard]] std::string percent_encode(std::string_view bytes);

} // namespace base
