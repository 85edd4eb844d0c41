#include "auth/old_hash.hpp"

#include "auth/base64_text.hpp"
#include "auth/crypt_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <vector>

namespace auth {
namespace {

using enum OldAlgorithm;
using Found = std::variant<OldHash, OldHashFault>;

constexpr std::size_t most_text = 512;

std::vector<std::string_view> parts_of(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (auto end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    parts.push_back(text);
    return parts;
}

/// Digits alone. A number that is too large to be one is the largest, so that it is found too costly.
std::optional<unsigned> number(std::string_view text)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = !text.empty() && end == text.data() + text.size();
    if (is_whole && error == std::errc::result_out_of_range) return std::numeric_limits<unsigned>::max();
    return is_whole ? std::optional{value} : std::nullopt;
}

std::optional<unsigned> number_behind(std::string_view prefix, std::string_view text)
{
    if (!text.starts_with(prefix)) return std::nullopt;
    return number(text.substr(prefix.size()));
}

/// `size` says how much output there is, whatever the text claims.
Found found(OldScheme scheme, const std::optional<std::string>& salt, const std::optional<std::string>& output)
{
    if (!salt || !output || !is_salt_of(scheme, *salt)) return OldHashFault::unreadable;
    const auto size = output->size();
    if (scheme.algorithm <= scrypt) {
        if (size < 16 || size > 64) return OldHashFault::unreadable;
        scheme.size = static_cast<unsigned>(size);
    }
    if (!is_affordable(scheme)) return OldHashFault::too_costly;
    return OldHash{scheme, *salt, *output};
}

unsigned big_endian(std::string_view four)
{
    unsigned value = 0;
    for (const char c : four) value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

/// Microsoft.AspNetCore.Identity, PasswordHasher.cs.
Found read_identity(const std::string& blob)
{
    constexpr std::size_t salt_size = 16;
    constexpr std::size_t version_2_size = 1 + salt_size + 32;
    constexpr std::size_t header = 13;
    constexpr std::array functions{pbkdf2_sha1, pbkdf2_sha256, pbkdf2_sha512};
    if (blob.starts_with('\0') && blob.size() == version_2_size)
        return found({pbkdf2_sha1, 1000}, blob.substr(1, salt_size), blob.substr(1 + salt_size));
    if (!blob.starts_with('\1') || blob.size() < header) return OldHashFault::unreadable;
    const std::string_view text{blob};
    const auto function = big_endian(text.substr(1, 4));
    const auto salt = big_endian(text.substr(9, 4));
    if (function >= functions.size() || blob.size() < header + salt) return OldHashFault::unreadable;
    return found(
        {functions.at(function), big_endian(text.substr(5, 4))}, blob.substr(header, salt), blob.substr(header + salt));
}

Found read_membership(std::string_view text)
{
    struct Named {
        std::string_view name;
        OldAlgorithm algorithm;
        std::size_t size;
    };
    constexpr std::array all{
        Named{"membership-sha1", membership_sha1, 20},
        Named{"membership-sha256", membership_sha256, 32},
        Named{"membership-sha512", membership_sha512, 64},
        Named{"membership-hmacsha1", membership_hmac_sha1, 20},
        Named{"membership-hmacsha256", membership_hmac_sha256, 32},
        Named{"membership-hmacsha512", membership_hmac_sha512, 64}};
    const auto parts = parts_of(text, ':');
    const auto* const named = std::ranges::find(all, parts.front(), &Named::name);
    if (named == all.end() || parts.size() != 3) return OldHashFault::unreadable;
    auto output = from_base64(parts[2]);
    if (!output || output->size() != named->size) return OldHashFault::unreadable;
    return found({named->algorithm}, from_base64(parts[1]), output);
}

/// "$pbkdf2-sha256$29000$salt$hash": passlib, base64 with '.' in place of '+'.
Found read_passlib_pbkdf2(OldAlgorithm algorithm, const std::vector<std::string_view>& parts)
{
    const auto decoded = [](std::string_view part) {
        std::string text{part};
        std::ranges::replace(text, '.', '+');
        return from_base64(text);
    };
    const auto iterations = parts.size() == 5 ? number(parts[2]) : std::nullopt;
    if (!iterations) return OldHashFault::unreadable;
    return found({algorithm, *iterations}, decoded(parts[3]), decoded(parts[4]));
}

/// "$scrypt$ln=16,r=8,p=1$salt$hash": passlib.
Found read_passlib_scrypt(const std::vector<std::string_view>& parts)
{
    if (parts.size() != 5) return OldHashFault::unreadable;
    const auto costs = parts_of(parts[2], ',');
    if (costs.size() != 3) return OldHashFault::unreadable;
    const auto log_n = number_behind("ln=", costs[0]);
    const auto block = number_behind("r=", costs[1]);
    const auto lanes = number_behind("p=", costs[2]);
    if (!log_n || !block || !lanes) return OldHashFault::unreadable;
    return found({scrypt, *log_n, *block, *lanes}, from_base64(parts[3]), from_base64(parts[4]));
}

/// "pbkdf2_sha256$260000$salt$hash": django.contrib.auth.hashers; the salt is text.
Found read_django_pbkdf2(OldAlgorithm algorithm, const std::vector<std::string_view>& parts)
{
    const auto iterations = parts.size() == 4 ? number(parts[1]) : std::nullopt;
    if (!iterations) return OldHashFault::unreadable;
    return found({algorithm, *iterations}, std::string{parts[2]}, from_base64(parts[3]));
}

std::optional<unsigned> log2_of(unsigned value)
{
    if (value == 0 || (value & (value - 1)) != 0) return std::nullopt;
    unsigned log = 0;
    while (value > 1) value >>= 1U, ++log;
    return log;
}

/// "scrypt$16384$salt$8$1$hash".
Found read_django_scrypt(const std::vector<std::string_view>& parts)
{
    if (parts.size() != 6) return OldHashFault::unreadable;
    const auto n = number(parts[1]);
    const auto log_n = n ? log2_of(*n) : std::nullopt;
    const auto block = number(parts[3]);
    const auto lanes = number(parts[4]);
    if (!log_n || !block || !lanes) return OldHashFault::unreadable;
    return found({scrypt, *log_n, *block, *lanes}, std::string{parts[2]}, from_base64(parts[5]));
}

bool is_bcrypt(std::string_view name)
{
    return name == "2a" || name == "2b" || name == "2y";
}

/// "$2b$12$" and 22 characters of salt and 31 of hash.
Found read_bcrypt(std::string_view text)
{
    constexpr std::size_t salt_size = 22;
    const auto parts = parts_of(text, '$');
    const bool is_whole = parts.size() == 4 && parts[0].empty() && is_bcrypt(parts[1]) && parts[2].size() == 2 &&
                          parts[3].size() == 53 && is_crypt_text(parts[3]);
    const auto cost = is_whole ? number(parts[2]) : std::nullopt;
    if (!cost || *cost < 4) return OldHashFault::unreadable;
    return found(
        {bcrypt, *cost}, std::string{parts[1].substr(1)} + std::string{parts[3].substr(0, salt_size)},
        std::string{parts[3].substr(salt_size)});
}

/// "$6$salt$hash" or "$6$rounds=10000$salt$hash".
Found read_sha512_crypt(const std::vector<std::string_view>& parts)
{
    constexpr unsigned default_rounds = 5000;
    const bool has_rounds = parts.size() == 5;
    if (parts.size() != 4 && !has_rounds) return OldHashFault::unreadable;
    const auto rounds = has_rounds ? number_behind("rounds=", parts[2]) : default_rounds;
    const auto salt = parts[parts.size() - 2];
    const auto hash = parts.back();
    const bool is_whole = rounds && *rounds >= 1000 && hash.size() == 86 && is_crypt_text(hash);
    if (!is_whole) return OldHashFault::unreadable;
    return found({sha512_crypt, *rounds}, std::string{salt}, std::string{hash});
}

Found read_dollars(std::string_view text)
{
    const auto parts = parts_of(text, '$');
    const auto name = parts.front().empty() ? parts[1] : parts.front();
    const bool is_django = !parts.front().empty();
    if (is_django && name == "bcrypt") return read_bcrypt(text.substr(name.size() + 1));
    if (is_django && name == "pbkdf2_sha256") return read_django_pbkdf2(pbkdf2_sha256, parts);
    if (is_django && name == "pbkdf2_sha1") return read_django_pbkdf2(pbkdf2_sha1, parts);
    if (is_django && name == "scrypt") return read_django_scrypt(parts);
    if (is_django) return OldHashFault::unreadable;
    if (name == "pbkdf2-sha256") return read_passlib_pbkdf2(pbkdf2_sha256, parts);
    if (name == "pbkdf2-sha512") return read_passlib_pbkdf2(pbkdf2_sha512, parts);
    if (name == "pbkdf2") return read_passlib_pbkdf2(pbkdf2_sha1, parts);
    if (name == "scrypt") return read_passlib_scrypt(parts);
    if (is_bcrypt(name)) return read_bcrypt(text);
    if (name == "6") return read_sha512_crypt(parts);
    return OldHashFault::unreadable;
}

} // namespace

Found read_old_hash(std::string_view text)
{
    if (text.empty() || text.size() > most_text) return OldHashFault::unreadable;
    if (text.find('$') != std::string_view::npos) return read_dollars(text);
    if (text.find(':') != std::string_view::npos) return read_membership(text);
    const auto blob = from_base64(text);
    return blob ? read_identity(*blob) : Found{OldHashFault::unreadable};
}

} // namespace auth
