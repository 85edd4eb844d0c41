#pragma once

#include "base/secret.hpp"
#include "base/time.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// What the portal can verify without trusting a header: a signed statement of who is signed in (JWT, RFC 7519; Ed25519,
/// RFC 8037).
namespace auth {

/// What a statement says. Empty texts are left out of it.
struct AssertionFacts {
    std::string issuer;   ///< base URL of the account pages
    std::string audience; ///< the portal's name in the configuration
    std::string subject;  ///< the account's public id
    std::vector<std::string> portal_ids;
    std::string name;
    std::string email;
    std::string assurance;
    base::Instant issued_at;
};

/// How long the portal may believe a statement.
constexpr std::chrono::seconds assertion_lifetime{60};

/// Holds one private key. Only the check workers make one.
class Signer {
public:
    /// seed  32 random bytes: the private key of RFC 8032.
    explicit Signer(const base::Key& seed);
    Signer(Signer&&) noexcept;
    Signer& operator=(Signer&&) noexcept;
    ~Signer();

    /// The signature of `message`: 64 bytes.
    [[nodiscard]] std::string sign(std::string_view message) const;

    /// The compact JWT: three parts of base64url.
    [[nodiscard]] std::string assertion(const AssertionFacts& facts) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The thumbprint of the public key (RFC 7638), by which the portal finds it.
[[nodiscard]] std::string key_id(const base::Key& seed);

/// The public keys as a JWK Set (RFC 7517): the current one first, then those that portals may still meet.
[[nodiscard]] std::string jwk_set(const std::vector<base::Key>& seeds);

} // namespace auth
