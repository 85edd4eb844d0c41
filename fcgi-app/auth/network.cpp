#include "auth/network.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace auth {

namespace {

std::string text_of(int family, const void* address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(family, address, text.data(), text.size());
    return text.data();
}

} // namespace

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
