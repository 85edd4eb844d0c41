// What a hash process reads from a worker, which somebody may have broken into: it is done or refused, and never costs more than
// a stored hash may.
#include "auth/hash_work.hpp"
#include "auth/phc_string.hpp"

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

/// So little work that it can be done for every input.
bool is_cheap(const auth::Argon2id& cost)
{
    return cost.memory_kib <= 64 && cost.passes <= 2;
}
bool is_cheap(const auth::OldScheme& scheme)
{
    using enum auth::OldAlgorithm;
    if (scheme.algorithm == scrypt) return false;
    return scheme.algorithm == bcrypt ? scheme.cost == 4 : scheme.cost <= 1000;
}

bool is_hash(const auth::Argon2id& /*cost*/, const std::string& output)
{
    return output.size() == auth::PhcString::hash_size;
}
bool is_hash(const auth::OldScheme& scheme, const std::string& output)
{
    return output.empty() || scheme.size == 0 || output.size() == scheme.size;
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
            if (is_cheap(scheme)) promise(is_hash(scheme, hash_here(*work)), "the work gives a hash");
        },
        work->scheme);
}
