#pragma once

#include "auth/assertion.hpp"
#include "http/parameters.hpp"
#include "pool/ended_ring.hpp"
#include "store/identities.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

namespace flow {

/// What signs X-Asiointi-Assertion: once for each answer that is kept, so at most once for a session and 30 s.
struct Statements {
    auth::Signer signer;
    std::string issuer;
    std::string audience;
};

/// Answers nginx's auth_request: who is signed in (DESIGN, "Sessions" and "Portal"). One for each check worker.
///
/// An answer is kept for at most 30 s and only while the ring of ended sessions does not name its session or account, so
/// a sign-out on this machine holds for the very next request. With the database away, answers that are kept live out
/// their time, and all else is 503: never "please log in".
class Check {
public:
    /// db and ring outlive this object. statements  absent: no answer carries one.
    Check(store::Database& db, const pool::EndedRing& ring, std::optional<Statements> statements = std::nullopt);

    /// The whole CGI response: 204 with the identity headers, 401, 403 when ASIOINTI_REQUIRE asks for more than a
    /// password, or 503 when nobody can tell.
    [[nodiscard]] std::string answer(const http::Parameters& parameters, base::Instant now);

private:
    struct Known {
        auth::SessionTimes times;
        std::uint64_t account;
        base::Instant trusted_until;
        std::string response;
    };
    struct DigestHash {
        std::size_t operator()(const auth::Digest& digest) const;
    };

    void forget_what_has_ended();
    [[nodiscard]] const Known* find(const auth::Digest& session, base::Instant now);
    [[nodiscard]] const Known* look_up(const auth::Digest& session, base::Instant now);
    void touch(const auth::Digest& session, Known& known, base::Instant now);

    store::Database& db_;
    const pool::EndedRing& ring_;
    std::optional<Statements> statements_;
    std::uint64_t seen_;
    std::unordered_map<auth::Digest, Known, DigestHash> known_;
};

/// The 204 for this person. Values are percent-encoded where a header could not hold them.
[[nodiscard]] std::string
identity_response(const store::Identity& identity, const std::optional<Statements>& statements, base::Instant now);

} // namespace flow
