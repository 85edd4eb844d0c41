#pragma once

#include <string>

namespace app {

/// Where a file of secrets is read: in the folder of a service manager that hands secrets over (CREDENTIALS_DIRECTORY,
/// systemd.exec(5) LoadCredential=), when that holds a file of the same name; else where the settings say.
[[nodiscard]] std::string credential_or(const std::string& file);

} // namespace app
