#include "auth/base64_text.hpp"

#include <algorithm>
#include <sodium.h>

namespace auth {

bool is_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::optional<std::string> from_base64(std::string_view text)
{
    const bool is_padded = text.ends_with('=');
    std::string bytes(text.size() / 4 * 3 + 3, '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    const int failed = sodium_base642bin(
        reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &size, &end,
        is_padded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    if (failed != 0 || !is_ascii(text) || end != text.data() + text.size()) return std::nullopt;
    bytes.resize(size);
    return bytes;
}

} // namespace auth
