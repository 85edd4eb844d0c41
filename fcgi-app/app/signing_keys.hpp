#pragma once

#include "auth/key_life.hpp"

#include <string>
#include <vector>

/// The private keys that sign statements for the portal (auth/assertion.hpp), in a file of their own: one of
/// auth/key_life.hpp in each line, the current one first, "#" begins a comment.
namespace app {

/// The keys by which statements are known, the one that signs first. "" as the file: none. Leaves no copy in memory but the
/// keys that it gives. Throws SettingsFaults when the file is missing, others may read it, or it holds no key that signs or
/// something else.
[[nodiscard]] std::vector<base::Key> read_signing_keys(const std::string& file);

/// The same with their lives; a file that is not there has none.
[[nodiscard]] std::vector<auth::KeyEntry> list_signing_keys(const std::string& file);

/// Replaces the file as a whole; one that is new gets owner and group of `like`. Throws std::system_error.
void write_signing_keys(const std::string& file, const std::vector<auth::KeyEntry>& entries, const std::string& like);

} // namespace app
