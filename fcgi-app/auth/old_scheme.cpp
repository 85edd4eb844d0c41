#include "auth/old_scheme.hpp"

#include "auth/crypt_text.hpp"
#include "base/text.hpp"

#include <array>
#include <charconv>
#include <cryptopp/filters.h>
#include <cryptopp/hmac.h>
#include <cryptopp/pwdbased.h>
#include <cryptopp/scrypt.h>
#include <cryptopp/sha.h>

namespace auth {
namespace {

using enum OldAlgorithm;
using CryptoPP::byte;

// Stored in the database: never rename. In the order of OldAlgorithm.
constexpr std::array<std::string_view, 12> names{
    "pbkdf2-sha1",
    "pbkdf2-sha256",
    "pbkdf2-sha512",
    "scrypt",
    "membership-sha1",
    "membership-sha256",
    "membership-sha512",
    "membership-hmacsha1",
    "membership-hmacsha256",
    "membership-hmacsha512",
    "bcrypt",
    "sha512-crypt"};

const byte* bytes(std::string_view text)
{
    return reinterpret_cast<const byte*>(text.data());
}

byte* bytes(std::string& text)
{
    return reinterpret_cast<byte*>(text.data());
}

template <class Hash>
std::string pbkdf2(const OldScheme& scheme, std::string_view salt, const std::string& password)
{
    std::string output(scheme.size, '\0');
    CryptoPP::PKCS5_PBKDF2_HMAC<Hash>{}.DeriveKey(
        bytes(output), output.size(), 0, bytes(password), password.size(), bytes(salt), salt.size(), scheme.cost);
    return output;
}

std::string scrypt_of(const OldScheme& scheme, std::string_view salt, const std::string& password)
{
    std::string output(scheme.size, '\0');
    CryptoPP::Scrypt{}.DeriveKey(
        bytes(output), output.size(), bytes(password), password.size(), bytes(salt), salt.size(),
        CryptoPP::word64{1} << scheme.cost, scheme.block, scheme.lanes);
    return output;
}

template <class Hash>
std::string membership(std::string_view salt, const std::string& password)
{
    const auto text = std::string{salt} + base::to_utf16le(password);
    std::string output(Hash::DIGESTSIZE, '\0');
    Hash{}.CalculateDigest(bytes(output), bytes(text), text.size());
    return output;
}

template <class Hash>
std::string membership_hmac(std::string_view salt, const std::string& password)
{
    std::string key;
    while (key.size() < Hash::BLOCKSIZE) key += salt;
    key.resize(Hash::BLOCKSIZE);
    const auto text = base::to_utf16le(password);
    CryptoPP::HMAC<Hash> hmac{bytes(key), key.size()};
    std::string output(Hash::DIGESTSIZE, '\0');
    hmac.CalculateDigest(bytes(output), bytes(text), text.size());
    return output;
}

bool takes_part(std::string_view& text, unsigned& number)
{
    if (!text.starts_with(':')) return false;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool is_within(std::size_t value, unsigned least, unsigned most)
{
    return value >= least && value <= most;
}

} // namespace

bool is_affordable(const OldScheme& scheme)
{
    switch (scheme.algorithm) {
    case pbkdf2_sha1:
    case pbkdf2_sha256:
    case pbkdf2_sha512:
        return is_within(scheme.cost, 1, 1'000'000) && is_within(scheme.size, 16, 64) && scheme.block == 0 &&
               scheme.lanes == 0;
    case scrypt: {
        const bool each = is_within(scheme.cost, 10, 16) && is_within(scheme.block, 1, 32) &&
                          is_within(scheme.lanes, 1, 16) && is_within(scheme.size, 16, 64);
        constexpr unsigned most_memory = 1U << 19U; // blocks of 128 bytes: 64 MiB
        const auto memory = (1U << (each ? scheme.cost : 0)) * scheme.block;
        return each && memory <= most_memory && memory * scheme.lanes <= 2 * most_memory;
    }
    case bcrypt:
        return is_within(scheme.cost, 4, 13) && scheme.block + scheme.lanes + scheme.size == 0;
    case sha512_crypt:
        return is_within(scheme.cost, 1000, 200'000) && scheme.block + scheme.lanes + scheme.size == 0;
    case membership_sha1:
    case membership_sha256:
    case membership_sha512:
    case membership_hmac_sha1:
    case membership_hmac_sha256:
    case membership_hmac_sha512:
        return scheme.cost == 0 && scheme.block == 0 && scheme.lanes == 0 && scheme.size == 0;
    }
    return false;
}

bool is_salt_of(const OldScheme& scheme, std::string_view salt)
{
    if (scheme.algorithm == bcrypt)
        return salt.size() == 23 && std::string_view{"aby"}.find(salt.front()) != std::string_view::npos &&
               is_crypt_text(salt.substr(1));
    if (scheme.algorithm == sha512_crypt) return is_within(salt.size(), 1, 16) && is_crypt_text(salt);
    return is_within(salt.size(), 1, 64);
}

std::string name_of(const OldScheme& scheme)
{
    std::string name{names.at(static_cast<std::size_t>(scheme.algorithm))};
    for (const auto part : {scheme.cost, scheme.block, scheme.lanes, scheme.size}) name += ':' + std::to_string(part);
    return name;
}

std::optional<OldScheme> old_scheme_from_name(std::string_view name)
{
    const auto whole = name;
    const auto word = name.substr(0, name.find(':'));
    const auto* const found = std::ranges::find(names, word);
    if (found == names.end()) return std::nullopt;
    name.remove_prefix(word.size());
    OldScheme scheme{static_cast<OldAlgorithm>(found - names.begin())};
    for (auto* part : {&scheme.cost, &scheme.block, &scheme.lanes, &scheme.size}) {
        if (!takes_part(name, *part)) return std::nullopt;
    }
    // One scheme has one spelling: no zeros in front.
    if (name_of(scheme) != whole || !is_affordable(scheme)) return std::nullopt;
    return scheme;
}

std::string old_output(const OldScheme& scheme, std::string_view salt, const std::string& password)
{
    switch (scheme.algorithm) {
    case pbkdf2_sha1:
        return pbkdf2<CryptoPP::SHA1>(scheme, salt, password);
    case pbkdf2_sha256:
        return pbkdf2<CryptoPP::SHA256>(scheme, salt, password);
    case pbkdf2_sha512:
        return pbkdf2<CryptoPP::SHA512>(scheme, salt, password);
    case scrypt:
        return scrypt_of(scheme, salt, password);
    case membership_sha1:
        return membership<CryptoPP::SHA1>(salt, password);
    case membership_sha256:
        return membership<CryptoPP::SHA256>(salt, password);
    case membership_sha512:
        return membership<CryptoPP::SHA512>(salt, password);
    case membership_hmac_sha1:
        return membership_hmac<CryptoPP::SHA1>(salt, password);
    case membership_hmac_sha256:
        return membership_hmac<CryptoPP::SHA256>(salt, password);
    case membership_hmac_sha512:
        return membership_hmac<CryptoPP::SHA512>(salt, password);
    case bcrypt:
        return bcrypt_text(scheme.cost, salt, password);
    case sha512_crypt:
        return sha512_crypt_text(scheme.cost, salt, password);
    }
    return "";
}

std::string any_salt(const OldScheme& scheme)
{
    if (scheme.algorithm == bcrypt) return "b" + std::string(22, '.');
    return std::string(16, '.');
}

} // namespace auth
