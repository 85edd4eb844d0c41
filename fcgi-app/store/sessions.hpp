#pragma once

#include "auth/secret.hpp"
#include "auth/session.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace store {

/// Whoever has one may sign in to this account until the end of the transaction: enter() alone gives it.
class Entrance {
public:
    [[nodiscard]] base::AccountId account() const { return account_; }

private:
    friend std::optional<Entrance>
    enter(Transaction& tx, base::AccountId id, std::optional<std::uint32_t> password_generation, base::Instant now);
    explicit Entrance(base::AccountId account) : account_{account} {}
    base::AccountId account_;
};

struct NewSession {
    auth::Digest id;
    auth::SessionTimes times;
    bool remembered;
    std::string user_agent; ///< cut to 255 characters
};

struct Session {
    auth::Digest id;
    auth::SessionTimes times;
    bool remembered;
    Account account;
};

/// Takes a turn of the account (store/accounts.hpp), and notes that somebody has signed in. `password_generation` is that of the
/// account whose password was verified: a sign-in that overlaps a change of the password must not outlive it; nullopt: not
/// compared. Nullopt, and nothing is changed, when the account is not active any more or has another generation.
[[nodiscard]] std::optional<Entrance>
enter(Transaction& tx, base::AccountId id, std::optional<std::uint32_t> password_generation, base::Instant now);

/// Of more than 100 sessions of one account those that were seen last go on: whoever signs in again and again with a stolen
/// password must not make it impossible to end them all.
void start_session(Transaction& tx, const Entrance& entrance, const NewSession& session);

/// The session with this digest and its account, in one query. Nullopt when it is unknown, ended, expired or idle too
/// long by `now`, or its account is not active.
[[nodiscard]] std::optional<Session> find_session(Database& db, const auth::Digest& id, base::Instant now);

/// One line of the list of devices.
struct LiveSession {
    auth::Digest id;
    auth::SessionTimes times;
    bool remembered;
    std::string user_agent; ///< cut to 255 characters
};

/// Up to `most` sessions of an account that are alive by `now`, the last used one in front.
[[nodiscard]] std::vector<LiveSession>
list_sessions(Database& db, base::AccountId account, unsigned most, base::Instant now);

/// Writes last_seen_at. One small UPDATE; call it when auth::should_touch() says so. At most once a minute, whichever
/// processes see the session.
void touch_session(Database& db, const auth::Digest& id, base::Instant now);

/// Ends one session, with those on the portal's hosts that come from it, and writes its account into the revocation feed. False
/// when there was none.
bool end_session(Transaction& tx, const auth::Digest& id, base::Instant now);

/// Ends all sessions of an account but `keep`, and writes the account into the revocation feed; returns how many.
int end_sessions(Transaction& tx, base::AccountId account, const std::optional<auth::Digest>& keep, base::Instant now);

/// After a change of password or address: the session goes on under a new id, and all others of the account end, also those on the
/// portal's hosts that come from it: somebody may have a copy of their cookies. False when it has ended in the
/// meantime, too.
bool go_on_alone(
    Transaction& tx, base::AccountId account, const auth::Digest& old_id, const auth::Digest& new_id,
    base::Instant now);

/// The session gets a new id after the password was given again; the old id is dead at once, and its sessions on the
/// portal's hosts go on. False when it has ended in the meantime, or got another id from a form that was sent twice.
[[nodiscard]] bool rotate_session(
    Transaction& tx, base::AccountId account, const auth::Digest& old_id, const auth::Digest& new_id,
    base::Instant now);

} // namespace store
