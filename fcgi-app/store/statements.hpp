#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace store {

/// The statements of a migration: each ends with ";" at the end of a line; lines that begin with "--" are comments.
/// Throws std::runtime_error for text behind the last ";".
[[nodiscard]] std::vector<std::string> statements_of(std::string_view text);

} // namespace store
