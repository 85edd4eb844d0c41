#pragma once

#include <string>
#include <string_view>

/// Texts of others that must never make a statement fail: a mail server's reply, a browser's name.
namespace store {

/// At most `most` characters, UTF-8; what is no UTF-8 has its bytes beyond ASCII replaced by '?'.
[[nodiscard]] std::string text_that_fits(std::string_view text, std::size_t most);

/// The same for an ASCII column.
[[nodiscard]] std::string ascii_that_fits(std::string_view text, std::size_t most);

} // namespace store
