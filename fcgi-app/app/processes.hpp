#pragma once

#include "auth/passphrase.hpp"
#include "auth/password_policy.hpp"
#include "base/settings.hpp"
#include "pool/shared_memory.hpp"
#include "pool/supervisor.hpp"
#include "view/mails.hpp"
#include "view/pages.hpp"

#include <memory>

namespace app {

/// Everything that is read and parsed once, before the fork, and that children inherit.
struct Loaded {
    explicit Loaded(base::Settings s);

    base::Settings settings;
    view::Texts texts;
    view::Pages pages;
    view::Mails mails;
    auth::PasswordPolicy policy;
    auth::Passphrases passphrases;
    std::string jwk_set; ///< the public keys of statements for the portal; the private ones are forgotten by now
};

/// Reads configuration and templates and hashes once with the configured parameters, so that what cannot work fails
/// here and not at the first resident. Throws what the parts throw.
[[nodiscard]] std::shared_ptr<const Loaded> load(const std::string& settings_file);

/// The children for one reading of the configuration, which they share.
[[nodiscard]] pool::Generation
generation(const std::shared_ptr<const Loaded>& loaded, const std::shared_ptr<pool::Shared>& shared);

} // namespace app
