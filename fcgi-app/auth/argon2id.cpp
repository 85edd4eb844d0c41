#include "auth/argon2id.hpp"

#include <array>
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

} // namespace

std::string argon2id_phc(const std::string& bytes, HashCost cost)
{
    need_sodium();
    std::array<char, crypto_pwhash_STRBYTES> phc{};
    const int failed = crypto_pwhash_str_alg(
        phc.data(), bytes.data(), bytes.size(), cost.passes, cost.memory_mib * kib * kib, crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0) throw std::bad_alloc{};
    return phc.data();
}

std::string argon2id(const std::string& bytes, const PhcString& with)
{
    need_sodium();
    std::string hash(PhcString::hash_size, '\0');
    const int failed = crypto_pwhash(
        reinterpret_cast<unsigned char*>(hash.data()), hash.size(), bytes.data(), bytes.size(),
        reinterpret_cast<const unsigned char*>(with.salt.data()), with.passes, with.memory_kib * kib,
        crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0) throw std::bad_alloc{};
    return hash;
}

} // namespace auth
