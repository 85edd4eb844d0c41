#pragma once

#include "base/secret.hpp"

#include <optional>
#include <vector>

namespace base {

/// The keys of one purpose. What was made with one of them goes on holding when another takes over.
struct KeyRing {
    std::optional<Key> current; ///< makes new values; absent: nothing new is made with a key
    std::vector<Key>
        accepted; ///< every key whose values hold: the current one, older ones, and the one that comes next
};

} // namespace base
