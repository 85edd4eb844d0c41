#include "store/purge.hpp"

#include "auth/throttle.hpp"
#include "store/accounts.hpp"
#include "store/devices.hpp"

#include <utility>

namespace store {

namespace {

constexpr std::chrono::days day{1};
constexpr unsigned at_once = 20;
constexpr unsigned most_in_turn = 500;

} // namespace

template <class... Args>
void Purge::purge(Sql<Args..., unsigned> sql, const Args&... arguments)
{
    if (statement_++ != turn_ || deleted_ == at_once) return;
    ++turn_; // also when it fails
    const auto deleted = static_cast<unsigned>(execute<Args..., unsigned>(db_, sql, arguments..., at_once - deleted_));
    deleted_ += deleted;
    in_turn_ += deleted;
    if (deleted_ == at_once && in_turn_ < most_in_turn) {
        --turn_;
        return;
    }
    is_more_left_ |= deleted_ == at_once;
    in_turn_ = 0;
}

int Purge::step(base::Instant now)
{
    auto deleted = go_on(now);
    if (deleted == 0 && std::exchange(is_more_left_, false)) deleted = go_on(now); // from the first table on
    return static_cast<int>(deleted);
}

unsigned Purge::go_on(base::Instant now)
{
    statement_ = 0;
    deleted_ = 0;
    purge("DELETE FROM session WHERE ended_at <= ? LIMIT ?", now);
    purge("DELETE FROM session WHERE expires_at <= ? LIMIT ?", now);
    // Each link runs out, most within a day, so this reaches the used ones too.
    purge("DELETE FROM link_token WHERE expires_at <= ? LIMIT ?", now - links_kept);
    purge("DELETE FROM mail_outbox WHERE finished_at <= ? LIMIT ?", now - mails_kept);
    // Kept for longer than the mails that name the same addresses, so that erasing an account finds them all.
    // Those of an account that is locked over one keep the address for it.
    purge(
        "DELETE FROM email_change WHERE undo_until <= ? AND NOT EXISTS (SELECT 1 FROM account a WHERE"
        " a.id = email_change.account_id AND a.state = ? AND email_change.ended_at IS NOT NULL) LIMIT ?",
        now - 2 * mails_kept, AccountState::locked);
    // The trail tells of these for longer.
    purge("DELETE FROM staff_change WHERE done_at <= ? LIMIT ?", now - 2 * mails_kept);
    purge("DELETE FROM staff_change WHERE stopped_at <= ? LIMIT ?", now - 2 * mails_kept);
    // What has closed a password has a "not before" that never comes, and stays.
    purge("DELETE FROM throttle WHERE last_at <= ? AND not_before <= ? LIMIT ?", now - auth::failure_memory, now);
    purge("DELETE FROM session_revocation WHERE at <= ? LIMIT ?", now - day);
    purge("DELETE FROM device WHERE last_seen_at <= ? LIMIT ?", now - device_memory);
    purge("DELETE FROM staff_request WHERE done_at <= ? LIMIT ?", now - retention_.requests);
    // The view shows nothing that is younger than a year, whatever this process is told or made to believe.
    purge("DELETE FROM expired_trail WHERE at <= ? LIMIT ?", now - retention_.trail);
    if (turn_ == statement_) turn_ = 0;
    return deleted_;
}

} // namespace store
