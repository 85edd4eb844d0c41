#pragma once

#include "auth/passphrase.hpp"
#include "auth/password_policy.hpp"
#include "base/settings.hpp"
#include "pool/hashing_channel.hpp"
#include "pool/self_test.hpp"
#include "pool/shared_memory.hpp"
#include "pool/supervisor.hpp"
#include "store/host_health.hpp"
#include "view/mails.hpp"
#include "view/pages.hpp"

#include <memory>
#include <vector>

namespace app {

/// Everything that is read and parsed once, before the fork, and that children inherit.
struct Loaded {
    Loaded(base::Settings s, std::vector<base::Key> signing_keys);

    base::Settings settings;
    view::Texts texts;
    view::Pages pages;
    view::Mails mails;
    auth::PasswordPolicy policy;
    auth::Passphrases passphrases;
    std::string jwk_set;   ///< the public keys of statements for the portal
    base::Key signing_key; ///< the private one of the first; generation() takes it away. Empty: nothing is signed
    std::shared_ptr<store::HostHealth> host_health; ///< of settings.database.hosts
    pool::HashingChannel hashing;                   ///< between the children of this reading
    std::unique_ptr<pool::SelfTest> full_cost;      ///< one hash with the configured parameters; for finish_self_test()
};

/// Reads configuration and templates, verifies a hash, and begins one with the configured parameters, so that what cannot
/// work fails at the start and not at the first resident. Throws what the parts throw.
[[nodiscard]] std::shared_ptr<Loaded> load(const std::string& settings_file);

/// Waits for the hash that load() has begun. Throws std::runtime_error with the setting that asks for more memory than there is.
void finish_self_test(Loaded& loaded);

/// All readings of the configuration that children still live by.
using Readings = std::vector<std::weak_ptr<Loaded>>;

/// The children for one reading of the configuration, which they share.
///
/// readings     gets this one, and lives as long as the supervisor. A child wipes the secrets of the others, and of its own
///              what only other kinds of processes use.
/// signing_key  takes the key of this reading, and lives as long as the supervisor. There is no other copy, and every child
/// but the check workers wipes its own at once; every child but the pages workers wipes the peppers. A check worker that starts
/// later needs no file for it.
[[nodiscard]] pool::Generation generation(
    const std::shared_ptr<Loaded>& loaded, const std::shared_ptr<pool::Shared>& shared, Readings& readings,
    base::Key& signing_key);

/// How many processes serve and send mails with these settings on this machine: each keeps one connection to the database, and
/// during a reload there are twice as many.
[[nodiscard]] unsigned count_with_connection(const base::PoolSettings& settings);

} // namespace app
