#pragma once

#include <string>
#include <vector>

namespace auth {

/// The lines of a word file in their order: trimmed, NFC, lower case; empty lines and lines that begin with "#" are
/// left out. Throws std::runtime_error naming the file when it cannot be read, holds no word or is not UTF-8.
[[nodiscard]] std::vector<std::string> read_word_list(const std::string& file);

} // namespace auth
