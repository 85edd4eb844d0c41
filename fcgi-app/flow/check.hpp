#pragma once

#include "auth/assertion.hpp"
#include "http/parameters.hpp"
#include "pool/shared_memory.hpp"
#include "store/identities.hpp"
#include "view/pages.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace flow {

/// What signs X-Asiointi-Assertion: once for each answer that is kept, so at most once for a session and 30 s.
struct AssertionSigner {
    auth::Signer signer;
    std::string issuer;
    std::string audience;
};

/// How a check worker is set up.
struct CheckSetup {
    std::string base_url;                        ///< of the account pages: their sessions are good on that host
    std::vector<std::string> portals{};          ///< portal.origins, as the sessions of those hosts name them
    unsigned lookup_slots = 1;                   ///< how many check workers may wait for the database at once
    const view::Pages* pages{};                  ///< for the bar; null: there is none
    std::optional<AssertionSigner> assertions{}; ///< absent: no answer carries one
};

/// Answers nginx's auth_request: who is signed in (DESIGN, "Sessions" and "Portal"). One for each check worker.
///
/// An answer is kept for at most 30 s and only while the ring of ended sessions does not name its session or account, so
/// a sign-out on this machine holds for the very next request. With the database away or slow, answers that are kept live
/// out their time, and all else is 503 at once: never "please log in".
class Check {
public:
    /// db and shared outlive this object.
    Check(store::Database& db, pool::Shared& shared, CheckSetup setup);

    /// The whole CGI response: 204 with the identity headers, 401, 403 when ASIOINTI_REQUIRE asks for more than a
    /// password, or 503 when nobody can tell. ASIOINTI_ORIGIN names the host that was asked for; absent: ours.
    [[nodiscard]] std::string answer(const http::Parameters& parameters, base::Instant now);

    /// The bar of whoever is signed in, as a fragment for a page of the portal; 204 for everybody else, and whenever
    /// anything goes wrong: the portal's page then shows its own button.
    [[nodiscard]] std::string bar(const http::Parameters& parameters, base::Instant now);

private:
    struct Known {
        auth::SessionTimes times;
        std::uint64_t account;
        base::Instant trusted_until;
        std::string origin; ///< of a portal's host whose session it is; empty: ours
        std::string response;
        view::Person person;
        std::optional<base::Language> language;
        std::array<std::string, base::all_languages.size()> bars{}; ///< once they were asked for
    };
    struct DigestHash {
        std::size_t operator()(const auth::Digest& digest) const;
    };

    struct Judged {
        const std::string& response;
        base::CheckOutcome outcome;
    };

    [[nodiscard]] Judged judge(const http::Parameters& parameters, base::Instant now);
    [[nodiscard]] std::optional<std::string_view> portal_of(std::string_view asked) const;
    void forget_what_has_ended();
    [[nodiscard]] Known* find(const http::Parameters& parameters, base::Instant now);
    [[nodiscard]] Known* find(const auth::Digest& id, std::string_view origin, base::Instant now);
    [[nodiscard]] Known* look_up(const auth::Digest& id, const std::string& origin, base::Instant now);
    [[nodiscard]] std::optional<store::Identity>
    ask_database(const auth::Digest& id, const std::string& origin, base::Instant now);
    void touch(const auth::Digest& id, Known& known, base::Instant now);

    store::Database& db_;
    pool::Shared& shared_;
    CheckSetup setup_;
    std::uint64_t seen_;
    std::unordered_map<auth::Digest, Known, DigestHash> known_;
};

/// The 204 for this person. Values are percent-encoded where a header could not hold them.
[[nodiscard]] std::string
identity_response(const store::Identity& identity, const std::optional<AssertionSigner>& assertions, base::Instant now);

} // namespace flow
