#pragma once

#include "base/settings.hpp"

#include <array>

namespace app {

/// What the {variables} of the catalogues stand for on this installation: its names and its limits.
[[nodiscard]] std::array<base::Names, base::all_languages.size()> constants(const base::Settings& settings);

} // namespace app
