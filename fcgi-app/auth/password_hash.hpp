#pragma once

#include "auth/hash_work.hpp"
#include "auth/old_scheme.hpp"
#include "base/key_ring.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace auth {

enum class Verdict { matches, differs };

/// Hashes a password that is_acceptable. Returns a PHC string ("$argon2id$v=19$m=65536,t=2,p=1$…$…"), with the name of the
/// pepper in front where there is a current one (pepper.hpp).
/// Throws when memory is lacking. Normalises to NFC first and changes nothing else.
/// hasher  does the work, here and below.
[[nodiscard]] std::string hash_password(
    const base::Password& password, HashCost cost, const base::KeyRing& pepper = {}, const Hasher& hasher = hash_here);

/// Password hashes of the old portal (imported_hash.hpp): whether they still let people in, and which schemes there are.
struct OldHashes {
    bool accepted = false; ///< false: an imported hash differs, like one that cannot be read
    std::vector<OldScheme>
        in_use{}; ///< their work is spent by every comparison, whoever is meant, so that it tells nothing
};

/// Compares with a stored PHC string, or with an imported hash. With nullopt, as for an unknown account, the same work is done and the
/// verdict is `differs`, so the time tells nothing. A stored string that cannot be read, or whose cost is
/// beyond 1 GiB or 16 passes, or whose pepper is not accepted, differs, after the same work. A hash made with less work than
/// `cost` takes as long as one made now; one made with more takes longer.
/// cost  of the dummy work; the parameters in force.
[[nodiscard]] Verdict verify_password(
    const base::Password& password, const std::optional<std::string>& stored, HashCost cost, const OldHashes& old = {},
    const base::KeyRing& pepper = {}, const Hasher& hasher = hash_here);

/// True when the stored hash is weaker than `cost`, has not the current pepper, has one when there is to be none, or is of
/// another kind, as an imported one always is, so that the next sign-in replaces it.
[[nodiscard]] bool needs_rehash(const std::string& stored, HashCost cost, const base::KeyRing& pepper = {});

} // namespace auth
