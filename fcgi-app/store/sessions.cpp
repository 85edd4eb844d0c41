#include "store/sessions.hpp"

#include "store/account_row.hpp"
#include "store/column_text.hpp"
#include "store/host_sessions.hpp"
#include "store/repeatable.hpp"

namespace store {

namespace {

constexpr unsigned session_columns = 7;

auth::SessionTimes read_times(const Row& row)
{
    return {
        .created_at = row.instant(1),
        .last_seen_at = row.instant(2),
        .password_given_at = row.instant(3),
        .expires_at = row.instant(4),
        .idle_limit = std::chrono::seconds{row.integer(5)}};
}

Session read_session(const Row& row)
{
    return {
        .id = row.digest(0),
        .times = read_times(row),
        .remembered = row.integer(6) != 0,
        .account = read_account(row, session_columns)};
}

struct Entrance {
    std::int64_t password_generation;
    std::optional<base::Instant> last_sign_in;
};

/// A locking read: a sign-in waits for a change of the password that is under way, and the change for the sign-in. For
/// writing, since two sign-ins at once that only shared the row would each wait for the other. Nullopt when nobody may sign in.
std::optional<Entrance> find_entrance(Transaction& tx, const NewSession& session)
{
    const auto found = find_one(
        tx.db(),
        [](const Row& row) {
            return Entrance{row.integer(0), row.optional_instant(1)};
        },
        "SELECT password_generation, last_sign_in_at FROM account WHERE id = ? AND state = ? FOR UPDATE",
        session.account, AccountState::active);
    const auto& wanted = session.password_generation;
    return found && (!wanted || found->password_generation == *wanted) ? found : std::nullopt;
}

/// Once a day is enough for what counts in years.
bool is_noted(const Entrance& entrance, base::Instant now)
{
    return entrance.last_sign_in && now - *entrance.last_sign_in < std::chrono::days{1};
}

/// Whoever was told that the account is dormant has answered.
void note_sign_in(Transaction& tx, const NewSession& session)
{
    const auto now = session.times.created_at;
    (void)execute(
        tx.db(),
        "UPDATE account SET first_sign_in_at = COALESCE(first_sign_in_at, ?), last_sign_in_at = ?,"
        " dormancy_told_at = NULL WHERE id = ?",
        now, now, session.account);
}

/// Whoever ends all sessions of an account and whoever gives one of them another id take turns: a session that moved to another
/// id behind the one that looks for them all would live on.
void take_turns(Transaction& tx, base::AccountId account)
{
    (void)list(
        tx.db(), [](const Row& row) { return row.integer(0); }, "SELECT 1 FROM account WHERE id = ? FOR UPDATE",
        account);
}

/// The owner of a session that has not ended; the row stays locked.
std::optional<base::AccountId> lock_session(Transaction& tx, const auth::Digest& id)
{
    return find_one(
        tx.db(), [](const Row& row) { return row.account_id(0); },
        "SELECT account_id FROM session WHERE id = ? AND ended_at IS NULL FOR UPDATE", id);
}

} // namespace

bool start_session(Transaction& tx, const NewSession& session)
{
    const auto entrance = find_entrance(tx, session);
    if (!entrance) return false;
    if (!is_noted(*entrance, session.times.created_at)) note_sign_in(tx, session);
    const auto& times = session.times;
    (void)execute(
        tx.db(),
        "INSERT INTO session (id, account_id, created_at, last_seen_at, password_given_at, expires_at, idle_limit_s,"
        " remembered, user_agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        session.id, session.account, times.created_at, times.last_seen_at, times.password_given_at, times.expires_at,
        times.idle_limit.count(), session.remembered ? 1 : 0, text_that_fits(session.user_agent, 255));
    return true;
}

std::optional<Session> find_session(Database& db, const auth::Digest& id, base::Instant now)
{
    auto session = find_one(
        db, read_session,
        "SELECT s.id, s.created_at, s.last_seen_at, s.password_given_at, s.expires_at, s.idle_limit_s, s.remembered,"
        " " ACCOUNT_COLUMNS " FROM session s JOIN account a ON a.id = s.account_id"
        " WHERE s.id = ? AND s.ended_at IS NULL AND a.state = ?",
        id, AccountState::active);
    if (session && !auth::is_alive(session->times, now)) return std::nullopt;
    return session;
}

std::vector<LiveSession> list_sessions(Database& db, base::AccountId account, unsigned most, base::Instant now)
{
    auto sessions = list(
        db,
        [](const Row& row) {
            return LiveSession{
                .id = row.digest(0),
                .times = read_times(row),
                .remembered = row.integer(6) != 0,
                .user_agent = row.text(7)};
        },
        "SELECT id, created_at, last_seen_at, password_given_at, expires_at, idle_limit_s, remembered, user_agent"
        " FROM session WHERE account_id = ? AND ended_at IS NULL AND expires_at > ?"
        " AND (idle_limit_s = 0 OR last_seen_at > ? - INTERVAL idle_limit_s SECOND)"
        " ORDER BY last_seen_at DESC, created_at DESC, id LIMIT ?",
        account, now, now, most);
    std::erase_if(sessions, [&](const LiveSession& each) { return !auth::is_alive(each.times, now); });
    return sessions;
}

void touch_session(Database& db, const auth::Digest& id, base::Instant now)
{
    execute_repeatable(
        db, "UPDATE session SET last_seen_at = ? WHERE id = ? AND last_seen_at < ? AND ended_at IS NULL", now, id,
        now - std::chrono::seconds{59});
}

bool end_session(Transaction& tx, const auth::Digest& id, base::Instant now)
{
    const auto account = lock_session(tx, id);
    if (!account) return false;
    (void)execute(tx.db(), "UPDATE session SET ended_at = ? WHERE id = ?", now, id);
    tx.revoke({.session = id, .account = *account}, now);
    // Who is known on a portal's host is known there by another id.
    for (const auto& there : list_host_sessions(tx.db(), id)) tx.revoke({.session = there, .account = *account}, now);
    return true;
}

int end_sessions(Transaction& tx, base::AccountId account, const std::optional<auth::Digest>& keep, base::Instant now)
{
    take_turns(tx, account);
    const auto live = list(
        tx.db(), [](const Row& row) { return row.digest(0); },
        "SELECT id FROM session WHERE account_id = ? AND ended_at IS NULL FOR UPDATE", account);
    int ended = 0;
    for (const auto& id : live) {
        if (keep && id == *keep) continue;
        ended += end_session(tx, id, now) ? 1 : 0;
    }
    return ended;
}

bool rotate_session(
    Transaction& tx, base::AccountId account, const auth::Digest& old_id, const auth::Digest& new_id, base::Instant now)
{
    take_turns(tx, account);
    if (lock_session(tx, old_id) != account) return false;
    (void)execute(
        tx.db(), "UPDATE session SET id = ?, password_given_at = ?, last_seen_at = ? WHERE id = ?", new_id, now, now,
        old_id);
    tx.revoke({.session = old_id, .account = account}, now);
    return true;
}

} // namespace store
