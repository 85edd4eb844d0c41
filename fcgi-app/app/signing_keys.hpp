#pragma once

#include "base/secret.hpp"

#include <string>
#include <vector>

namespace app {

/// The private keys that sign statements for the portal (auth/assertion.hpp): one line of base64 each, the current one
/// first, "#" begins a comment. "" as the file: none. Leaves no copy in memory but the keys that it gives. Throws
/// SettingsFaults when the file is missing, others may read it, or it holds no key or something else.
[[nodiscard]] std::vector<base::Key> read_signing_keys(const std::string& file);

/// Puts a new key in front and keeps the two before it, so that statements that are on their way can be verified. Replaces
/// the file as a whole, readable by nobody but its owner and group; a file that is new gets those of `like`. Throws
/// SettingsFaults when the old file is faulty, std::runtime_error when the new one cannot be written.
void rotate_signing_keys(const std::string& file, const std::string& like);

} // namespace app
