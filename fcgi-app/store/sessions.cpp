#include "store/sessions.hpp"

#include "store/account_row.hpp"
#include "store/column_text.hpp"
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

/// The owner of a session that has not ended; the row stays locked.
std::optional<base::AccountId> lock_session(Transaction& tx, const auth::Digest& id)
{
    return find_one(
        tx.db(), [](const Row& row) { return row.account_id(0); },
        "SELECT account_id FROM session WHERE id = ? AND ended_at IS NULL FOR UPDATE", id);
}

/// Whoever has a password may sign in without end: those who clean up after them must not have millions of rows to end.
constexpr int most_live = 100;

/// The feed names the account: who is known on a portal's host is known there by other ids, one of which may come to be in this
/// very moment.
int told(Transaction& tx, base::AccountId account, int ended, base::Instant now)
{
    if (ended > 0) tx.revoke({.session = std::nullopt, .account = account}, now);
    return ended;
}

/// Makes room for one more, first among those that nobody has used for longer than they may. The account's turn is taken.
void end_surplus(Transaction& tx, base::AccountId account, base::Instant now)
{
    const auto live = find_one(
        tx.db(), [](const Row& row) { return row.integer(0); },
        "SELECT COUNT(*) FROM session WHERE account_id = ? AND ended_at IS NULL", account);
    const auto surplus = live.value_or(0) + 1 - most_live;
    if (surplus <= 0) return;
    (void)told(
        tx, account,
        execute(
            tx.db(),
            "UPDATE session SET ended_at = ? WHERE account_id = ? AND ended_at IS NULL ORDER BY"
            " (idle_limit_s = 0 OR last_seen_at > ? - INTERVAL idle_limit_s SECOND), last_seen_at LIMIT ?",
            now, account, now, surplus),
        now);
}

} // namespace

std::optional<Entrance>
enter(Transaction& tx, base::AccountId id, std::optional<std::uint32_t> password_generation, base::Instant now)
{
    // Once a day is enough for the time, which counts in years. Whoever was told that the account is dormant has answered.
    const int entered = execute(
        tx.db(),
        "UPDATE account SET turn = 1 - turn, first_sign_in_at = COALESCE(first_sign_in_at, ?),"
        " last_sign_in_at = IF(last_sign_in_at > ? - INTERVAL 1 DAY, last_sign_in_at, ?), dormancy_told_at = NULL"
        " WHERE id = ? AND state = ? AND password_generation = COALESCE(?, password_generation)",
        now, now, now, id, AccountState::active, password_generation);
    return entered == 1 ? std::optional{Entrance{id}} : std::nullopt;
}

void start_session(Transaction& tx, const Entrance& entrance, const NewSession& session)
{
    const auto& times = session.times;
    end_surplus(tx, entrance.account(), times.created_at);
    (void)execute(
        tx.db(),
        "INSERT INTO session (id, account_id, created_at, last_seen_at, password_given_at, expires_at, idle_limit_s,"
        " remembered, user_agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        session.id, entrance.account(), times.created_at, times.last_seen_at, times.password_given_at, times.expires_at,
        times.idle_limit.count(), session.remembered ? 1 : 0, text_that_fits(session.user_agent, 255));
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
    (void)told(tx, *account, execute(tx.db(), "UPDATE session SET ended_at = ? WHERE id = ?", now, id), now);
    return true;
}

int end_sessions(Transaction& tx, base::AccountId account, const std::optional<auth::Digest>& keep, base::Instant now)
{
    // A session that moved to another id behind the one that looks for them all would live on.
    (void)take_turn(tx, account);
    const int ended =
        keep ? execute(
                   tx.db(), "UPDATE session SET ended_at = ? WHERE account_id = ? AND ended_at IS NULL AND id <> ?",
                   now, account, *keep)
             : execute(
                   tx.db(), "UPDATE session SET ended_at = ? WHERE account_id = ? AND ended_at IS NULL", now, account);
    return told(tx, account, ended, now);
}

namespace {

/// The way out leads over the portal's hosts where a browser was there. What is left of the sessions there is this: no cookie opens it.
void remember_hosts(Transaction& tx, const auth::Digest& old_id, const auth::Digest& new_id, base::Instant now)
{
    const auto origins = list(
        tx.db(), [](const Row& row) { return row.text(0); },
        "SELECT DISTINCT origin FROM host_session WHERE session_id = ?", old_id);
    for (const auto& origin : origins)
        (void)execute(
            tx.db(),
            "INSERT INTO host_session (id, session_id, origin, code_digest, created_at) VALUES (?, ?, ?, ?, ?)",
            auth::digest(auth::new_session_id()), new_id, origin, auth::digest(auth::new_session_id()), now);
}

} // namespace

bool go_on_alone(
    Transaction& tx, base::AccountId account, const auth::Digest& old_id, const auth::Digest& new_id, base::Instant now)
{
    (void)take_turn(tx, account);
    const bool goes_on = lock_session(tx, old_id) == account;
    if (goes_on) {
        (void)execute(
            tx.db(),
            "INSERT INTO session (id, account_id, created_at, last_seen_at, password_given_at, expires_at,"
            " idle_limit_s, remembered, user_agent) SELECT ?, account_id, created_at, ?, ?, expires_at, idle_limit_s,"
            " remembered, user_agent FROM session WHERE id = ?",
            new_id, now, now, old_id);
        remember_hosts(tx, old_id, new_id, now);
    }
    (void)end_sessions(tx, account, new_id, now);
    return goes_on;
}

bool rotate_session(
    Transaction& tx, base::AccountId account, const auth::Digest& old_id, const auth::Digest& new_id, base::Instant now)
{
    (void)take_turn(tx, account);
    if (lock_session(tx, old_id) != account) return false;
    (void)execute(
        tx.db(), "UPDATE session SET id = ?, password_given_at = ?, last_seen_at = ? WHERE id = ?", new_id, now, now,
        old_id);
    tx.revoke({.session = old_id, .account = account}, now);
    return true;
}

} // namespace store
