#pragma once

#include <string>
#include <string_view>

namespace auth {

/// The network that throttling counts a client address under: an IPv4 address as it is, an IPv6 address as its
/// /64 ("2001:db8:1:2::/64"), an IPv4-mapped one as IPv4. What is no address gives "unknown".
[[nodiscard]] std::string network_of(std::string_view client_address);

/// True for a network as staff.networks names it: an address, or an address and the length of its prefix behind "/".
[[nodiscard]] bool is_network(std::string_view network);

/// True when the address is in the network. False for whatever is no address or no network. An IPv4-mapped address counts
/// as IPv4.
[[nodiscard]] bool is_in_network(std::string_view client_address, std::string_view network);

} // namespace auth
