#pragma once

#include "auth/old_scheme.hpp"

namespace fuzz {

/// So little work that it can be done for every input.
inline bool is_cheap(const auth::OldScheme& scheme)
{
    using enum auth::OldAlgorithm;
    if (scheme.algorithm == scrypt) return false;
    return scheme.algorithm == bcrypt ? scheme.cost == 4 : scheme.cost <= 1000;
}

} // namespace fuzz
