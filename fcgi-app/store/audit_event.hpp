#pragma once

#include "base/account_id.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What the audit trail tells (docs/audit.md). Writing it: Transaction::record(). Reading it: store/trail.hpp.
namespace store {

/// What the audit trail calls an event. Stored; never renumber.
enum class AuditKind : std::uint8_t {
    sign_in = 1,
    sign_in_failed = 2,
    sign_out = 3,
    sign_out_everywhere = 4,
    link_sent = 5,
    password_set = 6,
    password_changed = 7,
    account_registered = 8,
    account_imported = 9,
    legacy_user_linked = 10,
    password_rehashed = 11,
    account_locked = 12,
    account_unlocked = 13,
    mail_stopped = 14,
    account_import_refused = 15,
    name_changed = 16,
    language_changed = 17,
    email_change_asked = 18,
    email_changed = 19,
    email_change_undone = 20,
    account_frozen = 21, ///< somebody undid a change of address without the password: staff decide
    account_closed = 22,
    account_reopened = 23,
    account_erased = 24,
    new_device = 25,
    session_ended = 26,
    other_sessions_ended = 27,
    data_copied = 28,
    request_to_staff = 29,
    sign_in_slowed = 30,
    account_viewed = 31,       ///< by a member of staff
    staff_change_asked = 32,   ///< takes effect later
    staff_change_stopped = 33, ///< by the reader of the old address, by staff, or because it had become impossible
    accounts_merged = 34,
    staff_role_given = 35,
    staff_role_ended = 36,
    staff_searched = 37,    ///< of no account: a member of staff looked for some
    invited = 38,           ///< to move over, by a mail without a link that signs in
    mail_bounced = 39,      ///< a delivery report said that the address takes no mail
    password_imported = 40, ///< from the old portal, as a hash
    mails_started = 41,     ///< again, after they had been stopped
    access_refused = 42,    ///< to somebody signed in who may not do this
    form_refused = 43,      ///< of somebody signed in: it did not come from a page of ours
    link_refused = 44,      ///< a mailed link of this account that does not hold any more
    mail_retried = 45,      ///< by an administrator
    keys_changed = 46,      ///< by an administrator: of no account
    schema_changed = 47,    ///< by an administrator: of no account
    database_restored = 48, ///< from a backup, by an administrator: of no account
    dormancy_told = 49,     ///< its owner was told that it is closed unless somebody signs in
};

/// What an event is called in the log and by asiointi-admin: "sign_in". "unknown" for one that a newer program wrote.
[[nodiscard]] std::string_view audit_name(AuditKind kind);

/// One event of the audit trail.
struct AuditEvent {
    AuditKind kind;
    std::optional<base::AccountId> account;
    std::string client_network; ///< as auth::network_of() gives it; "" when there is no client
    std::string detail;         ///< a few words for staff, never a secret and never what an unknown person typed
    std::string reference;      ///< of the request; ""
    std::string actor{};        ///< the member of staff who did it; "" for the resident and the product itself
    std::string unit{};         ///< of that member of staff, for the resident to read
    std::string reason{};       ///< why a member of staff did it, for the resident to read
};

} // namespace store
