#pragma once

#include "auth/secret.hpp"
#include "base/settings.hpp"
#include "flow/mail_decision.hpp"
#include "mail/message.hpp"
#include "store/database.hpp"
#include "view/mails.hpp"

#include <optional>

namespace flow {

/// What mails are written with.
struct MailDesk {
    const base::Settings& settings;
    const view::Mails& mails;
    store::Database& db;
};

/// A mail as it leaves.
struct WrittenMail {
    mail::Message message;
    std::optional<auth::Digest> link; ///< of the token in it, when it has a link
};

/// Writes the mail that a queued row becomes. The token of its link is made here, when the mail is about to leave, and only
/// its digest is kept: it is committed when this returns. A mail that cannot be written leaves no link behind.
/// Throws DatabaseError when the database fails.
[[nodiscard]] WrittenMail
write_mail(const MailDesk& desk, const MailToSend& to_send, const store::QueuedMail& mail, base::Instant now);

} // namespace flow
