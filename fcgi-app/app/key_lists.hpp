#pragma once

#include "auth/key_life.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Lists of keys in the secrets file, "keys" and "password.pepper", which people write as well: all else in it stays as it is,
/// comments too.
namespace app {

/// Throws SettingsFaults when the file cannot be read, others may read it, or the list holds something else. No list: empty.
[[nodiscard]] std::vector<auth::KeyEntry> list_keys(const std::string& file, std::string_view key);

/// Puts this list in the place of the old one, and the file in the place of the old file (secret_file.hpp). Throws
/// std::system_error when it cannot be written; std::runtime_error when the new text would not say the same but for this list,
/// which is looked at before it is written. The old file then stays.
void replace_keys(const std::string& file, std::string_view key, const std::vector<auth::KeyEntry>& entries);

} // namespace app
