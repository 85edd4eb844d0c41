#pragma once

#include "auth/email_address.hpp"
#include "base/settings.hpp"
#include "store/accounts.hpp"
#include "store/email_changes.hpp"
#include "store/outbox.hpp"
#include "store/staff_changes.hpp"
#include "view/mails.hpp"

#include <optional>
#include <string>
#include <variant>

namespace flow {

/// A mail that is to leave: to whom, which one, and what its link allows.
struct MailToSend {
    view::MailKind kind;
    auth::EmailAddress recipient;
    base::Language language;
    std::optional<store::Account> account;            ///< absent: the address has none
    std::string old_name{};                           ///< the old user name that was typed, when one was
    std::optional<std::string> portal_user_id{};      ///< of add_old_user: whom the link adds
    std::optional<store::EmailChange> email_change{}; ///< of email_changed_old: what the link undoes
    std::optional<store::StaffChange> staff_change{}; ///< of staff_change_*: what the link stops
    bool is_reserved = false;                         ///< unknown: a former address whose change can still be undone
    bool with_old_password = false;                   ///< invitation: the portal's password lets its reader in
};

/// Why a queued row leads to no mail; for staff, in the outbox.
struct NoMail {
    std::string why;
};

/// What a row counts: wrong passwords, or of mails that leave in bulk, how many in a minute. 0 for one that counts nothing.
[[nodiscard]] unsigned number_in_detail(const store::QueuedMail& mail);

/// True for a row that tells of wrong passwords which have shut the password.
[[nodiscard]] bool tells_of_shut_password(const store::QueuedMail& mail);

/// Decides which mail a queued row becomes, if any (DESIGN, "What the login page tells"). Reads the database, changes
/// nothing. The page that queued it never learns the answer.
[[nodiscard]] std::variant<MailToSend, NoMail>
decide_mail(store::Database& db, const base::Settings& settings, const store::QueuedMail& mail, base::Instant now);

} // namespace flow
