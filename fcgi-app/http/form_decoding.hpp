#pragma once

#include "http/fields.hpp"

#include <optional>
#include <string_view>

namespace http {

constexpr std::size_t max_fields = 64;

/// The fields of application/x-www-form-urlencoded data (a query without "?", or a form body), decoded once, in the
/// order given. Only "&" separates; a name without "=" has the value ""; a "%" that begins no escape is itself, as the
/// URL standard of the WHATWG (5.1) says. Empty data have no fields.
/// In the field "message", the one of several lines, each line break and tab is a space.
/// Nullopt when there are more than max_fields, or when a name or value is not UTF-8 or holds control characters.
[[nodiscard]] std::optional<Fields> decode_fields(std::string_view urlencoded);

} // namespace http
