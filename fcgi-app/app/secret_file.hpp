#pragma once

#include "base/secret.hpp"

#include <string>

namespace app {

/// What a file with keys holds.
using Content = base::Secret<struct KeyFileTag>;

/// The whole file, in memory that is overwritten afterwards. Throws SettingsFaults when it cannot be read, is no plain file of
/// at most 64 KiB, or others may read it.
///
/// what    "the signing keys": named when it cannot be read.
/// remedy  what to do when there is no such file.
[[nodiscard]] Content read_secret_file(const std::string& file, const std::string& what, const std::string& remedy);

/// Puts a file with this content in the place of the old one at once, with the same owner, group and mode. One that is new gets
/// mode 0640, and owner and group of `like`, as far as the caller may give it away. Throws std::system_error, and the old
/// file stays.
void replace_secret_file(const std::string& file, const Content& content, const std::string& like);

} // namespace app
