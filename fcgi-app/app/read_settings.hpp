#pragma once

#include "app/settings_faults.hpp"
#include "base/settings.hpp"

#include <string>

namespace app {

/// Reads the configuration (TOML 1.0) and the secrets file that its key `secrets` names, beside it when relative.
///
/// Checks every value against its unit and limits (base/settings.hpp), refuses unknown keys, so that a misspelt one is
/// found, and a secrets file that others may read. Throws SettingsFaults with all faults at once.
[[nodiscard]] base::Settings read_settings(const std::string& file);

} // namespace app
