#pragma once

#include <optional>
#include <string>

namespace base {

/// What a file holds; nullopt when it cannot be read. The only copy is the one returned: it may be a file of secrets.
[[nodiscard]] std::optional<std::string> whole_file(const std::string& file);

} // namespace base
