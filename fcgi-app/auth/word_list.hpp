#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace auth {

/// The lines of a word file in their order: trimmed, NFC, lower case; empty lines and lines that begin with "#" are
/// left out. Throws std::runtime_error naming the file when it cannot be read, holds no word or is not UTF-8.
[[nodiscard]] std::vector<std::string> read_word_list(const std::string& file);

/// The same lines, only to ask whether one is among them. Tens of thousands of words are one text and a number for each, so
/// that neither a start nor the memory of a worker feels them.
class WordSet {
public:
    /// Reads the file as read_word_list() does, and throws as it does. Fastest when the file is sorted by bytes.
    explicit WordSet(const std::string& file);

    /// True when a line says exactly this. word  NFC and in lower case, as the lines are kept.
    [[nodiscard]] bool contains(std::string_view word) const;

private:
    [[nodiscard]] std::string_view at(std::uint32_t start) const;

    std::string text_;                  ///< each word with a line end behind it
    std::vector<std::uint32_t> starts_; ///< in text_, in the order of the words' bytes
};

} // namespace auth
