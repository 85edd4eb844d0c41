#pragma once

#include "app/settings_faults.hpp"
#include "app/toml_reader.hpp"
#include "base/settings.hpp"

#include <string>

namespace app {

/// Reads the configuration (TOML 1.0) and the secrets file that its key `secrets` names, beside it when relative, or what
/// a service manager hands over under that name.
///
/// Checks every value against its unit and limits (base/settings.hpp), refuses unknown keys, so that a misspelt one is
/// found, and a secrets file that others may read. Throws SettingsFaults with all faults at once.
[[nodiscard]] base::Settings read_settings(const std::string& file);

/// Every key that read_settings() asks for, with its default and limits: for the manual.
struct KnownSettings {
    std::vector<KnownSetting> settings;
    std::vector<KnownSetting> secrets; ///< of the secrets file
};
[[nodiscard]] KnownSettings known_settings();

} // namespace app
