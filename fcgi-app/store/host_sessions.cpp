#include "store/host_sessions.hpp"

#include "store/accounts.hpp"
#include "store/repeatable.hpp"

namespace store {

bool start_host_session(Database& db, const NewHostSession& session, base::Instant now)
try {
    const int started = execute(
        db,
        "INSERT INTO host_session (id, session_id, origin, code_digest, created_at) SELECT ?, s.id, ?, ?, ?"
        " FROM session s JOIN account a ON a.id = s.account_id"
        " WHERE s.id = ? AND s.ended_at IS NULL AND s.expires_at > ? AND a.state = ?",
        session.id, session.origin, session.code, now, session.session, now, AccountState::active);
    return started == 1;
} catch (const DuplicateKey&) {
    return false;
}

void touch_host_session(Database& db, const auth::Digest& id, base::Instant now)
{
    execute_repeatable(
        db,
        "UPDATE session SET last_seen_at = ? WHERE id = (SELECT h.session_id FROM host_session h WHERE h.id = ?)"
        " AND last_seen_at < ? AND ended_at IS NULL",
        now, id, now - std::chrono::seconds{59});
}

std::vector<auth::Digest> list_host_sessions(Database& db, const auth::Digest& session)
{
    return list(
        db, [](const Row& row) { return row.digest(0); }, "SELECT id FROM host_session WHERE session_id = ?", session);
}

bool was_session_of(Database& db, const auth::Digest& id, base::AccountId account)
{
    return find_one(
               db, [](const Row& row) { return row.integer(0); },
               "SELECT EXISTS (SELECT 1 FROM session WHERE id = ? AND account_id = ?)"
               " OR EXISTS (SELECT 1 FROM host_session h"
               " JOIN session s ON s.id = h.session_id WHERE h.id = ? AND s.account_id = ?)",
               id, account, id, account) == 1;
}

} // namespace store
