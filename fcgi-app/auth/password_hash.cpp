#include "auth/password_hash.hpp"

#include "auth/imported_hash.hpp"
#include "auth/key_life.hpp"
#include "auth/pepper.hpp"
#include "auth/phc_string.hpp"
#include "auth/secret.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace auth {

namespace {

constexpr std::size_t kib = 1024;

PhcString dummy(HashCost cost)
{
    return {cost.memory_mib * kib, cost.passes, std::string(PhcString::salt_size, '\0'), ""};
}

std::string argon2id(const base::Password& bytes, const PhcString& with, const Hasher& hasher)
{
    return hasher({.scheme = Argon2id{with.memory_kib, with.passes}, .salt = with.salt, .bytes = bytes});
}

/// A hash that was made with less work than is asked for now leaves the rest of it to spend: its owner, who has not signed
/// in since, would otherwise be answered sooner than nobody. Argon2id takes as long as memory times passes.
void spend_rest(const base::Password& password, const PhcString& spent, HashCost cost, const Hasher& hasher)
{
    constexpr std::size_t least_kib = 8;
    const auto asked = cost.memory_mib * kib * cost.passes;
    const auto done = spent.memory_kib * spent.passes;
    if (done >= asked) return;
    auto rest = dummy(cost);
    rest.memory_kib = std::max(least_kib, (asked - done) / cost.passes);
    (void)argon2id(password, rest, hasher);
}

/// Spends the work of every old scheme in use, and returns the result of the one that counts.
std::optional<base::Password> spend_old_work(
    const base::Password& password, const std::optional<ImportedHash>& imported, const std::vector<OldScheme>& in_use,
    const Hasher& hasher)
{
    std::optional<base::Password> output;
    const auto is_known = imported && std::ranges::find(in_use, imported->scheme) != in_use.end();
    for (const auto& scheme : in_use) {
        const bool counts = imported && imported->scheme == scheme;
        base::Password spent{hasher({scheme, counts ? imported->salt : any_salt(scheme), password})};
        if (counts) output = std::move(spent);
    }
    if (imported && !is_known) output = base::Password{hasher({imported->scheme, imported->salt, password})};
    return output;
}

/// One of our own hashes, with the key that was mixed in.
struct OwnHash {
    PhcString argon2id;
    const base::Key* pepper = nullptr; ///< none
};

std::optional<OwnHash> read_own(const std::string& stored, const base::KeyRing& pepper)
{
    const auto with_pepper = read_peppered(stored);
    auto argon2id = read_phc(with_pepper ? with_pepper->phc : stored);
    if (!argon2id) return std::nullopt;
    if (!with_pepper) return OwnHash{*std::move(argon2id)};
    const auto* key = find_pepper(pepper, with_pepper->name);
    return key == nullptr ? std::nullopt : std::optional{OwnHash{*std::move(argon2id), key}};
}

/// The name of the pepper that a stored hash has, or is to have; "" for none.
std::string pepper_name(const std::string& stored)
{
    const auto with_pepper = read_peppered(stored);
    return with_pepper ? with_pepper->name : "";
}
std::string pepper_name(const base::KeyRing& pepper)
{
    return pepper.current ? key_name(*pepper.current) : "";
}

} // namespace

std::string
hash_password(const base::Password& password, HashCost cost, const base::KeyRing& pepper, const Hasher& hasher)
{
    const base::Password normal{base::to_nfc(password.reveal())};
    if (!pepper.current) return argon2id_phc(normal, cost, hasher);
    return with_pepper_name(*pepper.current, argon2id_phc(peppered(*pepper.current, normal), cost, hasher));
}

Verdict verify_password(
    const base::Password& password, const std::optional<std::string>& stored, HashCost cost, const OldHashes& old,
    const base::KeyRing& pepper, const Hasher& hasher)
{
    const bool is_text = base::is_utf8(password.reveal());
    const base::Password normal{is_text ? base::to_nfc(password.reveal()) : password.reveal()};
    const auto imported = stored && old.accepted ? read_imported_hash(*stored) : std::nullopt;
    const auto spent = spend_old_work(is_text ? normal : base::Password{}, imported, old.in_use, hasher);
    const auto own = stored ? read_own(*stored, pepper) : std::nullopt;
    // Made for everybody, as all other work is.
    const auto mixed = peppered(own && own->pepper != nullptr ? *own->pepper : base::Key{}, normal);
    const auto known = imported ? std::optional{imported->argon2id} : own ? std::optional{own->argon2id} : std::nullopt;
    const auto against = known.value_or(dummy(cost));
    const auto& tried = spent ? *spent : own && own->pepper != nullptr ? mixed : normal;
    const auto hash = argon2id(tried, against, hasher);
    spend_rest(normal, against, cost, hasher);
    // A dummy has no hash to be equal to, and an old system stored no empty one.
    const bool matches = is_text && known && !(spent && spent->empty()) && equal(hash, against.hash);
    return matches ? Verdict::matches : Verdict::differs;
}

bool needs_rehash(const std::string& stored, HashCost cost, const base::KeyRing& pepper)
{
    const auto with_pepper = read_peppered(stored);
    const auto known = read_phc(with_pepper ? with_pepper->phc : stored);
    const bool is_weak = !known || known->memory_kib < cost.memory_mib * kib || known->passes < cost.passes;
    return is_weak || pepper_name(stored) != pepper_name(pepper);
}

} // namespace auth
