#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auth {

/// True when both origins ("https://portaali.example.fi") name the same host and port. Their schemes may differ: TLS may
/// end at a machine before nginx.
[[nodiscard]] bool is_same_host(std::string_view one, std::string_view other);

/// The one of `origins` that names the same host; nullopt when none does.
[[nodiscard]] std::optional<std::string> find_origin(const std::vector<std::string>& origins, std::string_view wanted);

} // namespace auth
