#pragma once

#include "view/texts.hpp"

#include <string>
#include <string_view>

namespace view {

/// The HTML for a {{T …}} marker. arguments  what follows the T: "key", "key #constant", "key @", "key -> URL".
/// Throws std::logic_error when the text is missing, or when its brackets and the marker's link do not go together.
[[nodiscard]] std::string text_marker(const Texts& texts, base::Language language, std::string_view arguments);

} // namespace view
