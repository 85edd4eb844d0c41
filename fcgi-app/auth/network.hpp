#pragma once

#include <string>
#include <string_view>

namespace auth {

/// The network that throttling counts a client address under: an IPv4 address as it is, an IPv6 address as its
/// /64 ("2001:db8:1:2::/64"), an IPv4-mapped one as IPv4. What is no address gives "unknown".
[[nodiscard]] std::string network_of(std::string_view client_address);

} // namespace auth
