#pragma once

#include "auth/old_scheme.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace auth {

/// A password hash as an old system has stored it, taken apart.
struct OldHash {
    OldScheme scheme;
    std::string salt;   ///< as old_output() takes it
    std::string output; ///< as old_output() makes it
};

enum class OldHashFault {
    unreadable, ///< no format of ours
    too_costly, ///< one, but with more work than is_affordable
};

/// Reads one of these (docs/migration.md shows an example of each):
///
///   ASP.NET Identity     base64 of 0x00, salt 16, subkey 32 (version 2: PBKDF2-HMAC-SHA1, 1000 iterations) or of 0x01,
///                        PRF, iterations, salt length (each 4 bytes, the highest first), salt, subkey (version 3)
///   ASP.NET membership   membership-NAME:SALT:HASH, both base64; NAME is sha1, sha256, sha512, hmacsha1, hmacsha256 or
///                        hmacsha512, as machineKey or membership hashAlgorithmType had it
///   Django               pbkdf2_sha256$ITERATIONS$SALT$BASE64, pbkdf2_sha1$…, scrypt$N$SALT$R$P$BASE64, bcrypt$$2b$…
///   passlib              $pbkdf2-sha256$ITERATIONS$SALT$HASH, -sha512, or $pbkdf2$ (SHA-1); $scrypt$ln=…,r=…,p=…$SALT$HASH
///   crypt(3)             $2a$, $2b$, $2y$ (bcrypt) and $6$ (SHA-512-crypt)
///
/// Total: any text gives a hash or a fault.
[[nodiscard]] std::variant<OldHash, OldHashFault> read_old_hash(std::string_view text);

} // namespace auth
