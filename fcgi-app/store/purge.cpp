#include "store/purge.hpp"

#include "auth/throttle.hpp"
#include "store/accounts.hpp"
#include "store/devices.hpp"

namespace store {

namespace {

constexpr std::chrono::days day{1};
constexpr unsigned at_once = 20;

/// One step through the statements in their order, from the one on whose turn it is.
class Step {
public:
    Step(Database& db, unsigned turn) : db_{db}, turn_{turn} {}

    /// The last argument is the most that the statement may delete.
    template <class... Args>
    void purge(Sql<Args..., unsigned> sql, const Args&... arguments)
    {
        if (statement_++ != turn_) return;
        deleted_ += static_cast<unsigned>(execute<Args..., unsigned>(db_, sql, arguments..., at_once - deleted_));
        if (deleted_ < at_once) ++turn_;
    }
    [[nodiscard]] unsigned deleted() const { return deleted_; }
    [[nodiscard]] unsigned turn() const { return turn_; }

private:
    Database& db_;
    unsigned turn_;
    unsigned statement_ = 0;
    unsigned deleted_ = 0;
};

} // namespace

int Purge::step(base::Instant now)
{
    Step step{db_, turn_};
    step.purge("DELETE FROM session WHERE ended_at <= ? LIMIT ?", now);
    step.purge("DELETE FROM session WHERE expires_at <= ? LIMIT ?", now);
    // Each link runs out, most within a day, so this reaches the used ones too.
    step.purge("DELETE FROM link_token WHERE expires_at <= ? LIMIT ?", now - links_kept);
    step.purge("DELETE FROM mail_outbox WHERE finished_at <= ? LIMIT ?", now - mails_kept);
    // Kept for longer than the mails that name the same addresses, so that erasing an account finds them all.
    // Those of an account that is locked over one keep the address for it.
    step.purge(
        "DELETE FROM email_change WHERE undo_until <= ? AND NOT EXISTS (SELECT 1 FROM account a WHERE"
        " a.id = email_change.account_id AND a.state = ? AND email_change.ended_at IS NOT NULL) LIMIT ?",
        now - 2 * mails_kept, AccountState::locked);
    // The trail tells of these for longer.
    step.purge("DELETE FROM staff_change WHERE done_at <= ? LIMIT ?", now - 2 * mails_kept);
    step.purge("DELETE FROM staff_change WHERE stopped_at <= ? LIMIT ?", now - 2 * mails_kept);
    // What has closed a password has a "not before" that never comes, and stays.
    step.purge("DELETE FROM throttle WHERE last_at <= ? AND not_before <= ? LIMIT ?", now - auth::failure_memory, now);
    step.purge("DELETE FROM session_revocation WHERE at <= ? LIMIT ?", now - day);
    step.purge("DELETE FROM device WHERE last_seen_at <= ? LIMIT ?", now - device_memory);
    step.purge("DELETE FROM staff_request WHERE done_at <= ? LIMIT ?", now - retention_.requests);
    // The view shows nothing that is younger than a year, whatever this process is told or made to believe.
    step.purge("DELETE FROM expired_trail WHERE at <= ? LIMIT ?", now - retention_.trail);
    turn_ = step.deleted() == 0 ? 0 : step.turn();
    return static_cast<int>(step.deleted());
}

} // namespace store
