#pragma once

#include <optional>
#include <string>

/// Hashes of passwords that others may know. They let nobody in; they are kept to refuse the same password anew.
///
///   $retired$ and, behind it, what was stored before
namespace auth {

/// What was stored before; nullopt when this is no retired hash.
[[nodiscard]] std::optional<std::string> retired_hash(const std::optional<std::string>& stored);

} // namespace auth
