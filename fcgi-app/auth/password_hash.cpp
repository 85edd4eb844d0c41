#include "auth/password_hash.hpp"

#include "auth/argon2id.hpp"
#include "auth/imported_hash.hpp"
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

/// A hash that was made with less work than is asked for now leaves the rest of it to spend: its owner, who has not signed
/// in since, would otherwise be answered sooner than nobody. Argon2id takes as long as memory times passes.
void spend_rest(const std::string& password, const PhcString& spent, HashCost cost)
{
    constexpr std::size_t least_kib = 8;
    const auto asked = cost.memory_mib * kib * cost.passes;
    const auto done = spent.memory_kib * spent.passes;
    if (done >= asked) return;
    auto rest = dummy(cost);
    rest.memory_kib = std::max(least_kib, (asked - done) / cost.passes);
    (void)argon2id(password, rest);
}

/// Spends the work of every old scheme in use, and returns the result of the one that counts.
std::optional<base::Password> spend_old_work(
    const std::string& password, const std::optional<ImportedHash>& imported, const std::vector<OldScheme>& in_use)
{
    std::optional<base::Password> output;
    const auto is_known = imported && std::ranges::find(in_use, imported->scheme) != in_use.end();
    for (const auto& scheme : in_use) {
        const bool counts = imported && imported->scheme == scheme;
        base::Password spent{old_output(scheme, counts ? imported->salt : any_salt(scheme), password)};
        if (counts) output = std::move(spent);
    }
    if (imported && !is_known) output = base::Password{old_output(imported->scheme, imported->salt, password)};
    return output;
}

} // namespace

std::string hash_password(const base::Password& password, HashCost cost)
{
    const base::Password normal{base::to_nfc(password.reveal())};
    return argon2id_phc(normal.reveal(), cost);
}

Verdict verify_password(
    const base::Password& password, const std::optional<std::string>& stored, HashCost cost, const OldHashes& old)
{
    const bool is_text = base::is_utf8(password.reveal());
    const base::Password normal{is_text ? base::to_nfc(password.reveal()) : password.reveal()};
    const auto imported = stored && old.accepted ? read_imported_hash(*stored) : std::nullopt;
    const auto spent = spend_old_work(is_text ? normal.reveal() : "", imported, old.in_use);
    const auto plain = stored ? read_phc(*stored) : std::nullopt;
    const auto known = imported ? std::optional{imported->argon2id} : plain;
    const auto against = known.value_or(dummy(cost));
    const auto hash = argon2id(spent ? spent->reveal() : normal.reveal(), against);
    spend_rest(normal.reveal(), against, cost);
    // A dummy has no hash to be equal to, and an old system stored no empty one.
    const bool matches = is_text && known && !(spent && spent->empty()) && equal(hash, against.hash);
    return matches ? Verdict::matches : Verdict::differs;
}

bool needs_rehash(const std::string& stored, HashCost cost)
{
    const auto known = read_phc(stored);
    return !known || known->memory_kib < cost.memory_mib * kib || known->passes < cost.passes;
}

} // namespace auth
