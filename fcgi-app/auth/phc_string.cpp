#include "auth/phc_string.hpp"

#include "auth/base64_text.hpp"

#include <charconv>
#include <sodium.h>

namespace auth {

namespace {

constexpr unsigned least_memory_kib = 8;
constexpr unsigned most_memory_kib = 1024 * 1024;
constexpr unsigned most_passes = 16;

/// Takes `expected` from the front of `text`; false when it is not there.
bool take(std::string_view& text, std::string_view expected)
{
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

/// Without zeros in front: one hash has one spelling.
std::optional<unsigned> take_number(std::string_view& text)
{
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || text.starts_with('0')) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::optional<std::string> from_base64(std::string_view text, std::size_t expected_size)
{
    std::string bytes(expected_size, '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    const int failed = sodium_base642bin(
        reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &size, &end,
        sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    const bool whole = failed == 0 && is_ascii(text) && size == expected_size && end == text.data() + text.size();
    if (!whole) return std::nullopt;
    return bytes;
}

std::string to_base64(const std::string& bytes)
{
    std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING), '\0');
    sodium_bin2base64(
        text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
        sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    text.pop_back(); // the NUL that libsodium puts at the end
    return text;
}

} // namespace

bool PhcString::may_cost(std::size_t memory_kib, std::size_t passes)
{
    return memory_kib >= least_memory_kib && memory_kib <= most_memory_kib && passes >= 1 && passes <= most_passes;
}

std::string write_phc(const PhcString& phc)
{
    return "$argon2id$v=19$m=" + std::to_string(phc.memory_kib) + ",t=" + std::to_string(phc.passes) + ",p=1$" +
           to_base64(phc.salt) + "$" + to_base64(phc.hash);
}

std::optional<PhcString> read_phc(std::string_view text)
{
    if (!take(text, "$argon2id$v=19$m=")) return std::nullopt;
    const auto memory_kib = take_number(text);
    if (!memory_kib || !take(text, ",t=")) return std::nullopt;
    const auto passes = take_number(text);
    if (!passes || !take(text, ",p=1$") || !PhcString::may_cost(*memory_kib, *passes)) return std::nullopt;
    const auto dollar = text.find('$');
    if (dollar == std::string_view::npos) return std::nullopt;
    auto salt = from_base64(text.substr(0, dollar), PhcString::salt_size);
    auto hash = from_base64(text.substr(dollar + 1), PhcString::hash_size);
    if (!salt || !hash) return std::nullopt;
    return PhcString{*memory_kib, *passes, *std::move(salt), *std::move(hash)};
}

} // namespace auth
