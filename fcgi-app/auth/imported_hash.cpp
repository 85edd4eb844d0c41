#include "auth/imported_hash.hpp"

#include "auth/secret.hpp"

namespace auth {
namespace {

constexpr std::string_view prefix = "$imported$"; // also in statements of store/import_rows.cpp

/// What stands before the next '$', which is taken, too.
std::optional<std::string_view> take_part(std::string_view& text)
{
    const auto end = text.find('$');
    if (end == std::string_view::npos) return std::nullopt;
    const auto part = text.substr(0, end);
    text.remove_prefix(end + 1);
    return part;
}

} // namespace

std::string import_hash(const OldHash& old, std::string_view mark, HashCost cost)
{
    std::string stored{prefix};
    stored.append(name_of(old.scheme)).append("$").append(base64url(old.salt)).append("$").append(mark);
    return stored + argon2id_phc(base::Password{old.output}, cost);
}

std::optional<ImportedHash> read_imported_hash(std::string_view stored)
{
    if (!is_imported_hash(stored)) return std::nullopt;
    stored.remove_prefix(prefix.size());
    const auto name = take_part(stored);
    const auto encoded_salt = name ? take_part(stored) : std::nullopt;
    const auto mark_end = stored.find('$');
    if (!encoded_salt || mark_end == std::string_view::npos) return std::nullopt;
    auto argon2id = read_phc(stored.substr(mark_end));
    auto scheme = old_scheme_from_name(*name);
    auto salt = from_base64url(*encoded_salt);
    if (!scheme || !salt || !is_salt_of(*scheme, *salt) || !argon2id) return std::nullopt;
    return ImportedHash{*scheme, *std::move(salt), std::string{stored.substr(0, mark_end)}, *std::move(argon2id)};
}

bool is_imported_hash(std::string_view stored)
{
    return stored.starts_with(prefix);
}

std::string mark_of(const base::Key& key, std::string_view portals_text)
{
    constexpr std::size_t size = 12;
    const auto digest = keyed_digest(key, "password hash of the portal", portals_text);
    return base64url(bytes_of(digest).substr(0, size));
}

} // namespace auth
