#pragma once

#include "auth/old_hash.hpp"
#include "auth/password_hash.hpp"
#include "auth/phc_string.hpp"
#include "base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Password hashes that came along from the old portal, until their owners sign in. The portal's hash itself is not kept:
/// what is stored is Argon2id of it, so that a stolen database is as hard to guess from as with passwords of ours.
///
///   $imported$SCHEME$SALT$MARK$argon2id$v=19$m=65536,t=2,p=1$<salt>$<hash>
///
/// SCHEME as name_of(OldScheme); SALT the old salt, base64url; MARK tells whether the portal's hash is still the same.
namespace auth {

struct ImportedHash {
    OldScheme scheme;
    std::string salt; ///< as old_output() takes it
    std::string mark;
    PhcString argon2id; ///< of the old output
};

/// Makes the string to store. Throws when memory is lacking.
[[nodiscard]] std::string import_hash(const OldHash& old, std::string_view mark, HashCost cost);

/// Nullopt for anything else, and for a scheme that is not affordable.
[[nodiscard]] std::optional<ImportedHash> read_imported_hash(std::string_view stored);

/// True for what import_hash() makes: a password that its owner has not used here yet.
[[nodiscard]] bool is_imported_hash(std::string_view stored);

/// Names a hash of the portal without helping anybody to guess the password, as long as the key is secret: 16 characters.
[[nodiscard]] std::string mark_of(const base::Key& key, std::string_view portals_text);

} // namespace auth
