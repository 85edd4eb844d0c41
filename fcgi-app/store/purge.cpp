#include "store/purge.hpp"

#include "auth/throttle.hpp"
#include "store/accounts.hpp"
#include "store/devices.hpp"

namespace store {

namespace {

constexpr std::chrono::days day{1};
/// In one round: locks stay short, a cluster's write sets small, and visitors are served between.
constexpr unsigned at_once = 100;

/// One round over the tables in their order. A table's turn comes when those before it have nothing left.
class Round {
public:
    explicit Round(Database& db) : db_{db} {}

    /// The last argument is the most that the statement may delete.
    template <class... Args>
    void purge(Sql<Args..., unsigned> sql, const Args&... arguments)
    {
        if (deleted_ < at_once)
            deleted_ += static_cast<unsigned>(execute<Args..., unsigned>(db_, sql, arguments..., at_once - deleted_));
    }
    [[nodiscard]] int deleted() const { return static_cast<int>(deleted_); }

private:
    Database& db_;
    unsigned deleted_ = 0;
};

} // namespace

int purge_expired(Database& db, base::Instant now, const base::RetentionSettings& retention)
{
    Round round{db};
    round.purge("DELETE FROM session WHERE ended_at <= ? LIMIT ?", now);
    round.purge("DELETE FROM session WHERE expires_at <= ? LIMIT ?", now);
    // Each link runs out, most within a day, so this reaches the used ones too.
    round.purge("DELETE FROM link_token WHERE expires_at <= ? LIMIT ?", now - links_kept);
    round.purge("DELETE FROM mail_outbox WHERE finished_at <= ? LIMIT ?", now - mails_kept);
    // Kept for longer than the mails that name the same addresses, so that erasing an account finds them all.
    // Those of an account that is locked over one keep the address for it.
    round.purge(
        "DELETE FROM email_change WHERE undo_until <= ? AND NOT EXISTS (SELECT 1 FROM account a WHERE"
        " a.id = email_change.account_id AND a.state = ? AND email_change.ended_at IS NOT NULL) LIMIT ?",
        now - 2 * mails_kept, AccountState::locked);
    // The trail tells of these for longer.
    round.purge("DELETE FROM staff_change WHERE done_at <= ? LIMIT ?", now - 2 * mails_kept);
    round.purge("DELETE FROM staff_change WHERE stopped_at <= ? LIMIT ?", now - 2 * mails_kept);
    // What has closed a password has a "not before" that never comes, and stays.
    round.purge("DELETE FROM throttle WHERE last_at <= ? AND not_before <= ? LIMIT ?", now - auth::failure_memory, now);
    round.purge("DELETE FROM session_revocation WHERE at <= ? LIMIT ?", now - day);
    round.purge("DELETE FROM device WHERE last_seen_at <= ? LIMIT ?", now - device_memory);
    round.purge("DELETE FROM staff_request WHERE done_at <= ? LIMIT ?", now - retention.requests);
    // The view shows nothing that is younger than a year, whatever this process is told or made to believe.
    round.purge("DELETE FROM expired_trail WHERE at <= ? LIMIT ?", now - retention.trail);
    return round.deleted();
}

} // namespace store
