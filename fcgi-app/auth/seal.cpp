#include "auth/seal.hpp"

#include "auth/secret.hpp"

#include <cryptopp/aes.h>
#include <cryptopp/gcm.h>

// The sealed bytes are: nonce (12), ciphertext (as long as the text), tag (16).
namespace auth {

namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

using Bytes = CryptoPP::byte;

const Bytes* raw(std::string_view bytes)
{
    return reinterpret_cast<const Bytes*>(bytes.data());
}
Bytes* raw(std::string& bytes)
{
    return reinterpret_cast<Bytes*>(bytes.data());
}

/// The purpose ends with a NUL, so that no pair of purpose and binding reads like another pair.
std::string context(std::string_view purpose, std::string_view binding)
{
    std::string text{purpose};
    text += '\0';
    text += binding;
    return text;
}

/// A key for this context alone: random nonces of 96 bits then need to differ only within it.
Digest key_for(const base::Key& key, std::string_view for_context)
{
    return keyed_digest(key, "seal", for_context);
}

std::optional<std::string> open(const Digest& key, std::string_view for_context, std::string_view bytes)
{
    const auto nonce = bytes.substr(0, nonce_size);
    const auto body = bytes.substr(nonce_size, bytes.size() - nonce_size - tag_size);
    const auto tag = bytes.substr(bytes.size() - tag_size);
    std::string text(body.size(), '\0');
    CryptoPP::GCM<CryptoPP::AES>::Decryption cipher;
    cipher.SetKeyWithIV(key.data(), key.size(), raw(nonce), nonce.size());
    const bool genuine = cipher.DecryptAndVerify(
        raw(text), raw(tag), tag.size(), raw(nonce), static_cast<int>(nonce.size()), raw(for_context),
        for_context.size(), raw(body), body.size());
    if (!genuine) return std::nullopt;
    return text;
}

} // namespace

std::string
seal(const std::vector<base::Key>& keys, std::string_view purpose, std::string_view binding, std::string_view text)
{
    const auto about = context(purpose, binding);
    const auto key = key_for(keys.at(0), about);
    const auto nonce = random_bytes(nonce_size);
    std::string body(text.size(), '\0');
    std::string tag(tag_size, '\0');
    CryptoPP::GCM<CryptoPP::AES>::Encryption cipher;
    cipher.SetKeyWithIV(key.data(), key.size(), raw(std::string_view{nonce}), nonce.size());
    cipher.EncryptAndAuthenticate(
        raw(body), raw(tag), tag.size(), raw(std::string_view{nonce}), static_cast<int>(nonce.size()), raw(about),
        about.size(), raw(text), text.size());
    return base64url(nonce + body + tag);
}

std::optional<std::string>
unseal(const std::vector<base::Key>& keys, std::string_view purpose, std::string_view binding, std::string_view sealed)
{
    const auto bytes = from_base64url(sealed);
    if (!bytes || bytes->size() < nonce_size + tag_size) return std::nullopt;
    const auto about = context(purpose, binding);
    for (const auto& key : keys) {
        if (auto text = open(key_for(key, about), about, *bytes)) return text;
    }
    return std::nullopt;
}

} // namespace auth
