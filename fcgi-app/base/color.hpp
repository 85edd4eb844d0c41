#pragma once

#include <optional>
#include <string_view>

namespace base {

/// True for "#rrggbb".
[[nodiscard]] bool is_color(std::string_view text);

/// The contrast of two colours "#rrggbb" by WCAG 2.2 (1.4.3), 1 to 21. Expects is_color() of both.
[[nodiscard]] double contrast(std::string_view one, std::string_view other);

} // namespace base
