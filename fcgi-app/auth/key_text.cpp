#include "auth/key_text.hpp"

#include <sodium.h>

#include <string>

namespace auth {

std::optional<base::Key> key_from_base64(std::string_view text)
{
    std::string bytes(32, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    const int failed = sodium_base642bin(
        reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &length, &end,
        sodium_base64_VARIANT_ORIGINAL);
    if (failed != 0 || length != bytes.size() || end != text.data() + text.size()) return std::nullopt;
    return base::Key{std::move(bytes)};
}

} // namespace auth
