#include "auth/key_text.hpp"

#include "auth/secret.hpp"

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

std::string key_to_base64(const base::Key& key)
{
    const auto& bytes = key.reveal();
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(
        text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
        sodium_base64_VARIANT_ORIGINAL);
    text.pop_back(); // the NUL
    return text;
}

base::Key new_key()
{
    return base::Key{random_bytes(32)};
}

} // namespace auth
