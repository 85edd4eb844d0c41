#pragma once

#include "base/language.hpp"
#include "base/time.hpp"

#include <array>
#include <optional>
#include <string>

namespace base {

/// What the city wants every visitor to know for a while, such as a break in service.
struct Announcement {
    std::array<std::string, all_languages.size()> text; ///< plain text, for each language; never empty
    std::optional<Instant> from;                        ///< shown from this moment on; absent: at once
    Instant until;                                      ///< the first moment at which it is no longer shown

    [[nodiscard]] bool is_shown(Instant now) const { return now < until && (!from || now >= *from); }
};

} // namespace base
