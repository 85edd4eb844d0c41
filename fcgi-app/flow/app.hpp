#pragma once

#include "auth/form_token.hpp"
#include "auth/passphrase.hpp"
#include "auth/password_hash.hpp"
#include "auth/password_policy.hpp"
#include "base/language.hpp"
#include "base/settings.hpp"
#include "base/time.hpp"
#include "pool/shared_memory.hpp"
#include "store/database.hpp"
#include "view/pages.hpp"

#include <functional>
#include <string>

namespace flow {

/// What every flow is handed: made once for each process, before the first request.
struct App {
    const base::Settings& settings;
    const view::Pages& pages;
    const auth::PasswordPolicy& policy;
    const auth::Passphrases& passphrases;
    auth::FormTokens form_tokens;
    store::Database& db;
    pool::Shared& shared;
    const std::string& jwk_set; ///< for /.well-known/jwks.json
    unsigned hashing_slots;     ///< how many passwords may be hashed at once, over all workers
    unsigned most_hashing;      ///< how many workers may hash or wait to; the others stay free for reading
    /// Who hashes, given the number of the slot that is held for it (flow/hashing.hpp).
    std::function<std::string(const auth::HashWork&, unsigned)> hash = [](const auth::HashWork& work, unsigned) {
        return auth::hash_here(work);
    };
    /// What the city announces at this moment, in this language; "" for nothing.
    std::function<std::string(base::Language, base::Instant)> announcement;

    [[nodiscard]] auth::HashCost hash_cost() const { return {settings.password.memory_mib, settings.password.passes}; }
};

} // namespace flow
