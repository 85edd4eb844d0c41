#pragma once

#include "store/outbox.hpp"

#include <optional>
#include <vector>

/// What a database that was restored from a backup must forget (docs/backup.md).
namespace store {

/// Queued mails of one reason that will not leave.
struct MailsSetAside {
    MailReason reason;
    unsigned count;
};

struct EndedAfterRestore {
    std::optional<base::Instant> newest_event; ///< of the trail as it was restored: whatever happened later is lost
    unsigned sessions = 0;
    unsigned links = 0;
    unsigned staff_changes = 0;
    std::vector<MailsSetAside> mails{}; ///< by the number of their reason
};

/// Ends whatever may have been used, ended or sent between the backup and its restoring: every session, with those on the
/// portal's hosts and into the revocation feed; every mailed link; every change by staff that waits; and every queued mail.
/// Run a second time it finds nothing, but what has come up since. Mails get numbers from then on that no lost mail had, so that
/// a report on one of those is put down to nobody.
///
/// Call it while no process of the service uses the database: a mail that is on its way then would be set aside here and
/// leave all the same.
[[nodiscard]] EndedAfterRestore end_what_was_restored(Transaction& tx, base::Instant now);

/// True when the trail has this event of an account, which the log tells of under the time `logged_at`: the log is written a
/// little later than the trail.
[[nodiscard]] bool trail_has(Database& db, AuditKind kind, base::AccountId account, base::Instant logged_at);

/// An invitation that left and is lost: the account is not invited again. False when it has one.
[[nodiscard]] bool note_lost_invitation(Transaction& tx, base::AccountId account, base::Instant sent_at);

} // namespace store
