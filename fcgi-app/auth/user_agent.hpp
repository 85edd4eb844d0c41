#pragma once

#include <string>
#include <string_view>

namespace auth {

/// A browser as people call it. Both texts come from fixed lists, so nothing that a client writes is ever shown.
struct Browser {
    std::string name;   ///< "Firefox"; "" when it is not known
    std::string system; ///< "Windows"; "" when it is not known

    bool operator==(const Browser&) const = default;
};

/// Reads a User-Agent text for showing it to its owner, and for nothing else: anybody can write what they like there.
/// Looks at the first 512 bytes alone, in time that is linear in them. A text with control characters names no browser.
/// A browser that pretends to be another one is taken for that.
[[nodiscard]] Browser browser_of(std::string_view user_agent);

} // namespace auth
