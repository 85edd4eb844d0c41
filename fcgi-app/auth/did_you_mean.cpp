#include "auth/email_address.hpp"

#include <algorithm>
#include <array>

namespace auth {

namespace {

/// Where many residents have their mail: only these are suggested.
constexpr std::array<std::string_view, 28> common_domains{
    "gmail.com",   "hotmail.com", "hotmail.fi", "outlook.com", "icloud.com",      "yahoo.com",      "live.com",
    "live.fi",     "msn.com",     "luukku.com", "elisanet.fi", "kolumbus.fi",     "netikka.fi",     "saunalahti.fi",
    "anvianet.fi", "kpnet.fi",    "pp.inet.fi", "welho.com",   "dnainternet.net", "suomi24.fi",     "netti.fi",
    "mbnet.fi",    "phnet.fi",    "sci.fi",     "surffi.fi",   "multi.fi",        "protonmail.com", "jippii.fi"};

/// Real mail domains that are a near miss of one above: their owners have typed them right.
constexpr std::array<std::string_view, 8> other_domains{"mail.com", "ymail.com", "email.com", "gmx.com",
                                                        "inet.fi",  "me.com",    "line.fi",   "life.fi"};

bool contains(const auto& domains, std::string_view domain)
{
    return std::ranges::find(domains, domain) != domains.end();
}

/// True when one letter more, less, other, or one pair of neighbours swapped makes `a` into `b`.
bool is_one_slip_apart(std::string_view a, std::string_view b)
{
    if (a.size() > b.size()) std::swap(a, b);
    if (a == b || b.size() - a.size() > 1) return false;
    const auto from = std::ranges::mismatch(a, b);
    const std::string_view rest_a{from.in1, a.end()};
    const std::string_view rest_b{from.in2, b.end()};
    if (a.size() < b.size()) return rest_a == rest_b.substr(1);
    if (rest_a.substr(1) == rest_b.substr(1)) return true;
    // Two letters at least are left of each: with one, the line above has said yes.
    const bool swapped = rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0];
    return swapped && rest_a.substr(2) == rest_b.substr(2);
}

} // namespace

std::optional<std::string> did_you_mean(const EmailAddress& address)
{
    const auto domain = std::string_view{address.key}.substr(address.key.find('@') + 1);
    if (contains(common_domains, domain) || contains(other_domains, domain)) return std::nullopt;
    const auto meant = std::ranges::find_if(
        common_domains, [&](std::string_view common) { return is_one_slip_apart(domain, common); });
    if (meant == common_domains.end()) return std::nullopt;
    return address.typed.substr(0, address.typed.find('@') + 1) + std::string{*meant};
}

} // namespace auth
