#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace http {

/// The number of a CONTENT_LENGTH: decimal digits and nothing else. A number too big for the type is as good as the
/// biggest one: it is refused for its size, not for its spelling. Nullopt for signs, blanks, letters and no text at all
///
[[nodiscard]] std::optional<std::size_t> parse_content_length(std::string_view text);

} // namespace http
