#pragma once

#include "base/key_ring.hpp"

#include <optional>
#include <string>
#include <string_view>

/// A key that is mixed into passwords before they are hashed, and is nowhere in the database: whoever steals that alone cannot
/// even begin to guess (R-023; OWASP Password Storage, Peppering).
///
///   $pepper$NAME$argon2id$v=19$m=65536,t=2,p=1$<salt>$<hash>
///
/// NAME as key_name(): the key to use, so that old rows hold when another key takes over.
namespace auth {

/// What is hashed in place of the password: 32 bytes. For an empty key too, so that the work is the same.
[[nodiscard]] base::Password peppered(const base::Key& key, const base::Password& password);

/// The string to store, of what argon2id_phc() makes of peppered().
[[nodiscard]] std::string with_pepper_name(const base::Key& key, std::string_view phc);

struct PepperedHash {
    std::string name; ///< of the key
    std::string phc;  ///< "$argon2id$…"
};

/// Nullopt for anything else.
[[nodiscard]] std::optional<PepperedHash> read_peppered(std::string_view stored);

/// The key of this name; nullptr when it is none of those that are accepted.
[[nodiscard]] const base::Key* find_pepper(const base::KeyRing& ring, std::string_view name);

} // namespace auth
