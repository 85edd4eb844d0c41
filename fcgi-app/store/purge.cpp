#include "store/purge.hpp"

#include "auth/throttle.hpp"
#include "store/devices.hpp"

namespace store {

namespace {

constexpr std::chrono::days day{1};
constexpr unsigned at_once = 500; ///< of each table: locks stay short, and so do a cluster's write sets

} // namespace

int purge_expired(Database& db, base::Instant now, const base::RetentionSettings& retention)
{
    int deleted = 0;
    deleted += execute(db, "DELETE FROM session WHERE ended_at <= ? LIMIT ?", now, at_once);
    deleted += execute(db, "DELETE FROM session WHERE expires_at <= ? LIMIT ?", now, at_once);
    // A link lives a day at most, so this reaches the used ones too, a week and a day later at the latest.
    deleted += execute(db, "DELETE FROM link_token WHERE expires_at <= ? LIMIT ?", now - links_kept, at_once);
    deleted += execute(db, "DELETE FROM mail_outbox WHERE finished_at <= ? LIMIT ?", now - mails_kept, at_once);
    // Kept for longer than the mails that name the same addresses, so that erasing an account finds them all.
    deleted += execute(db, "DELETE FROM email_change WHERE undo_until <= ? LIMIT ?", now - 2 * mails_kept, at_once);
    // The trail tells of these for longer.
    deleted += execute(db, "DELETE FROM staff_change WHERE done_at <= ? LIMIT ?", now - 2 * mails_kept, at_once);
    deleted += execute(db, "DELETE FROM staff_change WHERE stopped_at <= ? LIMIT ?", now - 2 * mails_kept, at_once);
    // What has closed a password has a "not before" that never comes, and stays.
    deleted += execute(
        db, "DELETE FROM throttle WHERE last_at <= ? AND not_before <= ? LIMIT ?", now - auth::failure_memory, now,
        at_once);
    deleted += execute(db, "DELETE FROM session_revocation WHERE at <= ? LIMIT ?", now - day, at_once);
    deleted += execute(db, "DELETE FROM device WHERE last_seen_at <= ? LIMIT ?", now - device_memory, at_once);
    deleted += execute(db, "DELETE FROM staff_request WHERE done_at <= ? LIMIT ?", now - retention.requests, at_once);
    // The view shows nothing that is younger than a year, whatever this process is told or made to believe.
    deleted += execute(db, "DELETE FROM expired_trail WHERE at <= ? LIMIT ?", now - retention.trail, at_once);
    return deleted;
}

} // namespace store
