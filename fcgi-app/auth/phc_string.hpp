#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace auth {

/// A stored password hash, "$argon2id$v=19$m=65536,t=2,p=1$<salt>$<hash>" (PHC string format), taken apart.
struct PhcString {
    static constexpr std::size_t salt_size = 16; ///< bytes (R-021)
    static constexpr std::size_t hash_size = 32; ///< bytes

    /// Whoever can write one row must not be able to stop the service: 8 KiB to 1 GiB, 1 to 16 passes.
    [[nodiscard]] static bool may_cost(std::size_t memory_kib, std::size_t passes);

    std::size_t memory_kib;
    unsigned passes;
    std::string salt; ///< raw bytes
    std::string hash; ///< raw bytes
};

/// "$argon2id$v=19$m=65536,t=2,p=1$…$…"
[[nodiscard]] std::string write_phc(const PhcString& phc);

/// Reads what write_phc() makes. Nullopt for other algorithms, versions, parallelism and sizes, and for what a hash may not
/// cost.
[[nodiscard]] std::optional<PhcString> read_phc(std::string_view text);

} // namespace auth
