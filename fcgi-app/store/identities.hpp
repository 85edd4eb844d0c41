#pragma once

#include "auth/session.hpp"
#include "base/language.hpp"
#include "store/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace store {

/// Who is signed in with a session: what the portal is told (DESIGN, "Portal").
struct Identity {
    auth::SessionTimes times;
    base::AccountId account;
    std::string public_id;
    std::string email; ///< as typed
    std::string given_name;
    std::string family_name;
    std::optional<base::Language> language;
    std::vector<std::string> portal_ids; ///< the primary one in front
};

/// One query. Nullopt when the session is unknown, ended, expired or idle too long by `now`, or its account is not active.
[[nodiscard]] std::optional<Identity> find_identity(Database& db, const auth::Digest& session, base::Instant now);

/// The same for a session of a portal's host (store/host_sessions.hpp), with the times of the sign-in that it comes from.
/// origin  the host that the request came to; a session of another one is unknown there.
[[nodiscard]] std::optional<Identity>
find_identity_at(Database& db, const auth::Digest& host_session, const std::string& origin, base::Instant now);

/// One row of the feed of revocations.
struct FedRevocation {
    std::uint64_t id;
    Revocation revocation;
};

/// What was revoked since `since`, on whatever machine. Rows commit out of order, so ask with an overlap and skip by id.
[[nodiscard]] std::vector<FedRevocation> list_revocations(Database& db, base::Instant since);

} // namespace store
