#pragma once

#include "auth/secret.hpp"
#include "store/database.hpp"

#include <string>
#include <vector>

/// Sessions of a portal on a host name of its own: what the browser's cookie there leads to (DESIGN, "Portal"). Each comes
/// from a sign-in at the account pages, has its times, and ends with it.
namespace store {

struct NewHostSession {
    auth::Digest id;      ///< of the cookie's value
    auth::Digest session; ///< the sign-in
    std::string origin;   ///< the only host that it is good for
    auth::Digest code;    ///< of the one-time code it is exchanged for
};

/// One INSERT whose SELECT is the whole rule. False, and nothing is stored, when the sign-in has ended, its account is not
/// active, or the code was exchanged before; of two simultaneous calls with one code, one gets the session.
[[nodiscard]] bool start_host_session(Database& db, const NewHostSession& session, base::Instant now);

/// Writes last_seen_at of the sign-in, as touch_session() does.
void touch_host_session(Database& db, const auth::Digest& id, base::Instant now);

/// The ids of all that come from a sign-in.
[[nodiscard]] std::vector<auth::Digest> list_host_sessions(Database& db, const auth::Digest& session);

/// True when the cookie with this id, of our host or of a portal's, was one of the account's: also where its session has ended, until
/// the purge deletes it a minute later, or has grown idle.
[[nodiscard]] bool was_session_of(Database& db, const auth::Digest& id, base::AccountId account);

} // namespace store
