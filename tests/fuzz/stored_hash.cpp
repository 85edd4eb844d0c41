// Password hashes: ours, the old portal's, and the old portal's inside ours: one spelling each, and never more
// work than is allowed.
#include "auth/imported_hash.hpp"
#include "auth/old_hash.hpp"
#include "auth/phc_string.hpp"
#include "auth/secret.hpp"

#include "cheap.hpp"
#include "fuzz.hpp"

using fuzz::promise;

namespace {

std::string base64(const std::string& bytes)
{
    auto text = auth::base64url(bytes);
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '/');
    return text;
}

std::string printed(const auth::PhcString& phc)
{
    return "$argon2id$v=19$m=" + std::to_string(phc.memory_kib) + ",t=" + std::to_string(phc.passes) + ",p=1$" +
           base64(phc.salt) + '$' + base64(phc.hash);
}

std::string printed(const auth::OldHash& old)
{
    const auth::PhcString phc{65536, 2, std::string(16, 's'), std::string(32, 'h')};
    return "$imported$" + name_of(old.scheme) + '$' + auth::base64url(old.salt) + "$mark" + printed(phc);
}

void examine_phc(const auth::PhcString& phc, std::string_view text)
{
    promise(printed(phc) == text, "a PHC string has one spelling");
    promise(phc.memory_kib <= 1024UL * 1024 && phc.passes <= 16, "its work is bounded");
}

void examine_imported(const auth::ImportedHash& imported, std::string_view text)
{
    promise(is_affordable(imported.scheme), "the work of an imported hash is bounded");
    const auto stored = "$imported$" + name_of(imported.scheme) + '$' + auth::base64url(imported.salt) + '$' +
                        imported.mark + printed(imported.argon2id);
    promise(stored == text, "an imported hash has one spelling");
}

void examine_old(const auth::OldHash& old)
{
    promise(is_affordable(old.scheme), "the work of an old hash is bounded");
    const auto name = name_of(old.scheme);
    promise(name.size() <= 60 && !fuzz::contains(name, "$"), "a scheme's name fits into its column");
    promise(auth::old_scheme_from_name(name) == old.scheme, "a scheme's name is read as the scheme");
    const auto imported = auth::read_imported_hash(printed(old));
    promise(imported && imported->scheme == old.scheme && imported->salt == old.salt, "what is imported can be read");
    if (!fuzz::is_cheap(old.scheme)) return;
    const auto output = old_output(old.scheme, old.salt, "Sala sänä 1!");
    promise(output.empty() || output.size() == old.output.size(), "a password gives an output to compare");
}

} // namespace

void examine(std::string_view input)
{
    if (const auto phc = auth::read_phc(input)) examine_phc(*phc, input);
    if (const auto imported = auth::read_imported_hash(input)) examine_imported(*imported, input);
    const auto old = auth::read_old_hash(input);
    if (const auto* hash = std::get_if<auth::OldHash>(&old)) examine_old(*hash);
}
