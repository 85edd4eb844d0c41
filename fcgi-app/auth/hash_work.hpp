#pragma once

#include "auth/old_scheme.hpp"
#include "base/secret.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// The part of hashing a password that takes long, apart from all that decides what to hash and what follows from it: so that
/// another process may do it (pool/hashing_channel.hpp).
namespace auth {

/// Argon2id parameters for new hashes (p is 1). Source: ASVS 5.0 11.4.2 and appendix C; OWASP Password Storage.
struct HashCost {
    unsigned memory_mib;
    unsigned passes;
};

/// The same of any hash; at most 1 GiB and 16 passes.
struct Argon2id {
    std::size_t memory_kib;
    unsigned passes;

    bool operator==(const Argon2id&) const = default;
};

struct HashWork {
    std::variant<Argon2id, OldScheme> scheme;
    std::string salt;     ///< of Argon2id PhcString::salt_size bytes; else as old_output() takes it
    base::Password bytes; ///< what is hashed: of Argon2id any bytes, else UTF-8
};

/// Does the work and returns the raw hash, or what old_output() does.
using Hasher = std::function<std::string(const HashWork&)>;

/// Does it in this process. Throws std::bad_alloc when memory is lacking.
[[nodiscard]] std::string hash_here(const HashWork& work);

/// For another process to read.
[[nodiscard]] base::Password to_bytes(const HashWork& work);

/// Nullopt for anything else, and for work that no stored hash may cost.
[[nodiscard]] std::optional<HashWork> hash_work_from(std::string_view bytes);

/// Argon2id of any bytes with a new salt, as a PHC string.
[[nodiscard]] std::string argon2id_phc(const base::Password& bytes, HashCost cost, const Hasher& hasher = hash_here);

} // namespace auth
