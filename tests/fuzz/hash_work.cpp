// What a hash process reads from a worker, which somebody may have broken into: it is done or refused, and never costs more than
// a stored hash may.
#include "auth/hash_work.hpp"
#include "auth/phc_string.hpp"

#include "cheap.hpp"
#include "fuzz.hpp"

using fuzz::promise;

namespace {

bool is_bounded(const auth::Argon2id& cost)
{
    return cost.memory_kib <= 1024UL * 1024 && cost.passes <= 16;
}
bool is_bounded(const auth::OldScheme& scheme)
{
    return is_affordable(scheme);
}

bool is_cheap(const auth::Argon2id& cost)
{
    return cost.memory_kib <= 64 && cost.passes <= 2;
}
bool is_cheap(const auth::OldScheme& scheme)
{
    return fuzz::is_cheap(scheme);
}

std::size_t size_of_hash(const auth::Argon2id& /*cost*/)
{
    return auth::PhcString::hash_size;
}
std::size_t size_of_hash(const auth::OldScheme& scheme)
{
    using enum auth::OldAlgorithm;
    switch (scheme.algorithm) {
    case membership_sha1:
    case membership_hmac_sha1:
        return 20;
    case membership_sha256:
    case membership_hmac_sha256:
        return 32;
    case membership_sha512:
    case membership_hmac_sha512:
        return 64;
    case bcrypt:
        return 31;
    case sha512_crypt:
        return 86;
    default:
        return scheme.size;
    }
}

/// crypt(3) takes no password that a C string cannot hold, and none beyond 511 bytes.
bool may_refuse(const auth::Argon2id& /*cost*/, const std::string& /*bytes*/)
{
    return false;
}
bool may_refuse(const auth::OldScheme& scheme, const std::string& bytes)
{
    using enum auth::OldAlgorithm;
    const bool is_crypt = scheme.algorithm == bcrypt || scheme.algorithm == sha512_crypt;
    return is_crypt && (bytes.size() > 511 || fuzz::contains(bytes, std::string_view{"\0", 1}));
}

} // namespace

void examine(std::string_view input)
{
    const auto work = auth::hash_work_from(input);
    if (!work) return;
    const auto again = auth::hash_work_from(to_bytes(*work).reveal());
    promise(
        again && again->scheme == work->scheme && again->salt == work->salt &&
            again->bytes.reveal() == work->bytes.reveal(),
        "what was read is written as what is read the same");
    std::visit(
        [&](const auto& scheme) {
            promise(is_bounded(scheme), "the work is bounded");
            if (!is_cheap(scheme)) return;
            const auto hash = hash_here(*work);
            promise(
                hash.size() == size_of_hash(scheme) || (hash.empty() && may_refuse(scheme, work->bytes.reveal())),
                "the work gives a hash");
        },
        work->scheme);
}
