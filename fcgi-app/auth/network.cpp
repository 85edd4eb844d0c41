#include "auth/network.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace auth {

namespace {

std::string text_of(int family, const void* address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(family, address, text.data(), text.size());
    return text.data();
}

/// An address as bits; IPv4 in its mapped form, so that both kinds compare alike.
std::optional<in6_addr> parse_address(std::string_view address)
{
    const std::string text{address};
    if (text.find('\0') != std::string::npos) return std::nullopt; // inet_pton() would stop at it
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) == 1) return v6;
    if (inet_pton(AF_INET6, ("::ffff:" + text).c_str(), &v6) == 1 && text.find(':') == std::string::npos) return v6;
    return std::nullopt;
}

struct Network {
    in6_addr address;
    unsigned prefix; ///< bits of the mapped form
};

std::optional<Network> parse_network(std::string_view network)
{
    const auto slash = network.find('/');
    const auto address = parse_address(network.substr(0, slash));
    if (!address) return std::nullopt;
    const unsigned most = IN6_IS_ADDR_V4MAPPED(&*address) ? 32 : 128;
    unsigned prefix = most;
    if (slash != std::string_view::npos) {
        const auto digits = network.substr(slash + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
        if (error != std::errc{} || end != digits.data() + digits.size() || prefix > most) return std::nullopt;
    }
    return Network{*address, prefix + 128 - most};
}

} // namespace

bool is_network(std::string_view network)
{
    return parse_network(network).has_value();
}

bool is_in_network(std::string_view client_address, std::string_view network)
{
    const auto address = parse_address(client_address);
    const auto within = parse_network(network);
    if (!address || !within) return false;
    for (unsigned bit = 0; bit < within->prefix; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
        if (((address->s6_addr[bit / 8] ^ within->address.s6_addr[bit / 8]) & mask) != 0) return false;
    }
    return true;
}

std::string network_of(std::string_view client_address)
{
    const std::string text{client_address};
    in_addr v4{};
    // inet_pton() would stop at a NUL inside the text.
    if (text.find('\0') != std::string::npos) return "unknown";
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return text_of(AF_INET, &v4);
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return "unknown";
    if (IN6_IS_ADDR_V4MAPPED(&v6)) return text_of(AF_INET, &v6.s6_addr[12]);
    std::fill(std::begin(v6.s6_addr) + 8, std::end(v6.s6_addr), std::uint8_t{0});
    return text_of(AF_INET6, &v6) + "/64";
}

} // namespace auth
