#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auth {

enum class OldAlgorithm : std::uint8_t {
    pbkdf2_sha1,
    pbkdf2_sha256,
    pbkdf2_sha512,
    scrypt,
    membership_sha1, ///< ASP.NET membership: SHA-1(salt, password in UTF-16LE)
    membership_sha256,
    membership_sha512,
    membership_hmac_sha1, ///< the same with HMAC: the key is the salt, repeated to the hash's block size
    membership_hmac_sha256,
    membership_hmac_sha512,
    bcrypt,
    sha512_crypt,
};

/// How an old system hashed passwords, and how much work that is: everything but the salt. Two users of one scheme cost
/// the same.
struct OldScheme {
    OldAlgorithm algorithm;
    unsigned cost = 0;  ///< PBKDF2: iterations; scrypt: log2 of N; bcrypt: log2 of rounds; SHA-512-crypt: rounds
    unsigned block = 0; ///< scrypt: r
    unsigned lanes = 0; ///< scrypt: p
    unsigned size = 0;  ///< PBKDF2, scrypt: bytes of output

    bool operator==(const OldScheme&) const = default;
};

/// The most that a single attempt may cost: whoever can write one row must not be able to stop the service, and every
/// attempt pays for the schemes in use (password_hash.hpp). PBKDF2: 1,000,000 iterations; scrypt: 64 MiB, and twice the
/// time of that; bcrypt: 2^13 rounds; SHA-512-crypt: 200,000 rounds.
[[nodiscard]] bool is_affordable(const OldScheme& scheme);

/// "pbkdf2-sha256:10000:0:0:32": name, cost, block, lanes, size. At most 60 characters of ASCII, without '$'.
[[nodiscard]] std::string name_of(const OldScheme& scheme);
/// The reverse. Nullopt for anything else, and for a scheme that is not affordable.
[[nodiscard]] std::optional<OldScheme> old_scheme_from_name(std::string_view name);

/// Whether a salt is one of this scheme: 1 to 64 bytes, of bcrypt its letter (a, b or y) and 22 characters, of SHA-512-crypt up
/// to 16 characters.
[[nodiscard]] bool is_salt_of(const OldScheme& scheme, std::string_view salt);

/// What the old system would have stored for this password: raw bytes, or of the crypt(3) algorithms their text behind the
/// salt. "" when it can have stored none (a NUL for crypt(3), or a password beyond its 511 bytes).
/// password  UTF-8.
/// salt      one of this scheme: is_salt_of().
[[nodiscard]] std::string old_output(const OldScheme& scheme, std::string_view salt, const std::string& password);

/// A salt for work whose result nobody needs.
[[nodiscard]] std::string any_salt(const OldScheme& scheme);

} // namespace auth
