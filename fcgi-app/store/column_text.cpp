#include "store/column_text.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace store {

namespace {

bool continues_a_character(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The number of bytes of the first `most` characters.
std::size_t bytes_of_first(std::string_view utf8, std::size_t most)
{
    std::size_t characters = 0;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        if (continues_a_character(utf8[i])) continue;
        if (characters == most) return i;
        ++characters;
    }
    return utf8.size();
}

} // namespace

std::string text_that_fits(std::string_view text, std::size_t most)
{
    if (!base::is_utf8(text)) return ascii_that_fits(text, most);
    return std::string{text.substr(0, bytes_of_first(text, most))};
}

std::string ascii_that_fits(std::string_view text, std::size_t most)
{
    std::string ascii{text.substr(0, most)};
    std::ranges::replace_if(
        ascii, [](char byte) { return static_cast<unsigned char>(byte) > 0x7FU; }, '?');
    return ascii;
}

} // namespace store
