#include "auth/secret.hpp"

#include <cstdint>

/// The spellings of random values and digests (RFC 4648), without padding.
namespace auth {

namespace {

constexpr std::string_view alphabet_64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view alphabet_32 = "abcdefghijklmnopqrstuvwxyz234567";

/// Writes the bits in groups of `width`, the most significant first, the last group filled with zeros.
std::string in_groups(std::string_view bytes, unsigned width, std::string_view alphabet)
{
    std::string text;
    text.reserve(bytes.size() * 8 / width + 1);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char byte : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(byte);
        for (count += 8; count >= width; count -= width) {
            text += alphabet[bits >> (count - width) & (alphabet.size() - 1)];
        }
    }
    if (count > 0) text += alphabet[bits << (width - count) & (alphabet.size() - 1)];
    return text;
}

} // namespace

std::string base64url(std::string_view bytes)
{
    return in_groups(bytes, 6, alphabet_64);
}

std::string base32(std::string_view bytes)
{
    return in_groups(bytes, 5, alphabet_32);
}

std::optional<std::string> from_base64url(std::string_view text)
{
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char letter : text) {
        const auto value = alphabet_64.find(letter);
        if (value == std::string_view::npos) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 0xFF);
    }
    // A surplus letter or non-zero filling bits would be a second spelling.
    if (base64url(bytes) != text) return std::nullopt;
    return bytes;
}

} // namespace auth
