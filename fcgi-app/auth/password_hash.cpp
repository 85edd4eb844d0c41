#include "auth/password_hash.hpp"

#include "auth/phc_string.hpp"
#include "auth/secret.hpp"
#include "base/text.hpp"

#include <array>
#include <cstring>
#include <new>
#include <sodium.h>
#include <stdexcept>

namespace auth {

namespace {

constexpr std::size_t kib = 1024;

void need_sodium()
{
    static const bool ready = sodium_init() >= 0;
    if (!ready) throw std::runtime_error{"libsodium did not start"};
}

/// The one place where Argon2id runs for a comparison: a real hash and a dummy go the same way.
std::string argon2id(const std::string& password, const PhcString& with)
{
    std::string hash(PhcString::hash_size, '\0');
    const int failed = crypto_pwhash(
        reinterpret_cast<unsigned char*>(hash.data()), hash.size(), password.data(), password.size(),
        reinterpret_cast<const unsigned char*>(with.salt.data()), with.passes, with.memory_kib * kib,
        crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0) throw std::bad_alloc{};
    return hash;
}

PhcString dummy(HashCost cost)
{
    return {cost.memory_mib * kib, cost.passes, std::string(PhcString::salt_size, '\0'), ""};
}

} // namespace

std::string hash_password(const base::Password& password, HashCost cost)
{
    need_sodium();
    const base::Password normal{base::to_nfc(password.reveal())};
    std::array<char, crypto_pwhash_STRBYTES> phc{};
    const int failed = crypto_pwhash_str_alg(
        phc.data(), normal.reveal().data(), normal.reveal().size(), cost.passes, cost.memory_mib * kib * kib,
        crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0) throw std::bad_alloc{};
    return phc.data();
}

Verdict verify_password(const base::Password& password, const std::optional<std::string>& stored, HashCost cost)
{
    need_sodium();
    const bool is_text = base::is_utf8(password.reveal());
    const base::Password normal{is_text ? base::to_nfc(password.reveal()) : password.reveal()};
    const auto known = stored ? read_phc(*stored) : std::nullopt;
    const auto against = known.value_or(dummy(cost));
    const auto hash = argon2id(normal.reveal(), against);
    // A dummy has no hash to be equal to.
    const bool matches = is_text && known && equal(hash, against.hash);
    return matches ? Verdict::matches : Verdict::differs;
}

bool needs_rehash(const std::string& stored, HashCost cost)
{
    const auto known = read_phc(stored);
    return !known || known->memory_kib < cost.memory_mib * kib || known->passes < cost.passes;
}

} // namespace auth
