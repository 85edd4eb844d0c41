#include "auth/assertion.hpp"

#include "auth/secret.hpp"

#include <cryptopp/xed25519.h>
#include <nlohmann/json.hpp>

#include <stdexcept>

namespace auth {
namespace {

using Bytes = CryptoPP::byte;
using Json = nlohmann::ordered_json;

constexpr std::size_t seed_size = CryptoPP::ed25519PrivateKey::SECRET_KEYLENGTH;

CryptoPP::ed25519Signer signer_of(const base::Key& seed)
{
    if (seed.reveal().size() != seed_size) throw std::invalid_argument{"a signing key has 32 bytes"};
    return CryptoPP::ed25519Signer{reinterpret_cast<const Bytes*>(seed.reveal().data())};
}

/// The public key's x coordinate, base64url.
std::string public_key(const base::Key& seed)
{
    const auto signer = signer_of(seed);
    const auto& key = dynamic_cast<const CryptoPP::ed25519PrivateKey&>(signer.GetPrivateKey());
    const auto* bytes = reinterpret_cast<const char*>(key.GetPublicKeyBytePtr());
    return base64url({bytes, CryptoPP::ed25519PrivateKey::PUBLIC_KEYLENGTH});
}

Json claims_of(const AssertionFacts& facts)
{
    const auto seconds = [](base::Instant instant) { return instant.time_since_epoch().count(); };
    Json claims;
    claims["iss"] = facts.issuer;
    claims["aud"] = facts.audience;
    claims["sub"] = facts.subject;
    claims["iat"] = seconds(facts.issued_at);
    claims["exp"] = seconds(facts.issued_at + assertion_lifetime);
    if (!facts.portal_ids.empty()) claims["portal_ids"] = facts.portal_ids;
    if (!facts.name.empty()) claims["name"] = facts.name;
    if (!facts.email.empty()) claims["email"] = facts.email;
    if (!facts.assurance.empty()) claims["acr"] = facts.assurance;
    return claims;
}

} // namespace

struct Signer::Impl {
    CryptoPP::ed25519Signer signer;
    std::string header; ///< base64url, the same for every statement
};

Signer::Signer(const base::Key& seed) : impl_{new Impl{signer_of(seed), {}}}
{
    impl_->header = base64url(Json{{"alg", "EdDSA"}, {"typ", "JWT"}, {"kid", key_id(seed)}}.dump());
}

Signer::Signer(Signer&&) noexcept = default;
Signer& Signer::operator=(Signer&&) noexcept = default;
Signer::~Signer() = default;

std::string Signer::sign(std::string_view message) const
{
    std::string signature(CryptoPP::ed25519PrivateKey::SIGNATURE_LENGTH, '\0');
    // Ed25519 signatures need no randomness.
    impl_->signer.SignMessage(
        CryptoPP::NullRNG(), reinterpret_cast<const Bytes*>(message.data()), message.size(),
        reinterpret_cast<Bytes*>(signature.data()));
    return signature;
}

std::string Signer::assertion(const AssertionFacts& facts) const
{
    const auto signed_part = impl_->header + '.' + base64url(claims_of(facts).dump());
    return signed_part + '.' + base64url(sign(signed_part));
}

std::string key_id(const base::Key& seed)
{
    // RFC 7638, 3.1: the required members in the order of their names, without spaces.
    const auto thumbprint = digest(R"({"crv":"Ed25519","kty":"OKP","x":")" + public_key(seed) + R"("})");
    return base64url(bytes_of(thumbprint));
}

std::string jwk_set(const std::vector<base::Key>& seeds)
{
    auto keys = Json::array();
    for (const auto& seed : seeds)
        keys.push_back(
            {{"kty", "OKP"},
             {"crv", "Ed25519"},
             {"x", public_key(seed)},
             {"kid", key_id(seed)},
             {"use", "sig"},
             {"alg", "EdDSA"}});
    return Json{{"keys", std::move(keys)}}.dump();
}

} // namespace auth
