#pragma once

#include "auth/password_hash.hpp"
#include "auth/phc_string.hpp"

#include <string>

/// Argon2id over bytes, whatever they mean. Both throw when memory is lacking.
namespace auth {

/// With a new salt, as a PHC string.
[[nodiscard]] std::string argon2id_phc(const std::string& bytes, HashCost cost);

/// With the salt and parameters of `with`: the raw hash.
[[nodiscard]] std::string argon2id(const std::string& bytes, const PhcString& with);

} // namespace auth
