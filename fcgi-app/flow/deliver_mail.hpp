#pragma once

#include "auth/secret.hpp"
#include "base/settings.hpp"
#include "flow/bulk_pace.hpp"
#include "flow/end_mail.hpp"
#include "mail/smtp.hpp"
#include "store/database.hpp"
#include "view/mails.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace flow {

/// A mail that has come to its end, and whose row may not say so yet.
struct EndedMail {
    store::QueuedMail mail;
    MailEnd end;
};

/// A mail that is to be tried again, and whose row may not say so yet.
struct PostponedMail {
    store::QueuedMail mail;
    base::Instant next_try_at;
    std::string reply; ///< of our mail server; "" when it was not asked
};

/// What the background process needs to send mail.
struct MailRoom {
    const base::Settings& settings;
    const view::Mails& mails;
    store::Database& db;
    mail::Smtp& smtp;
    std::function<bool()> is_stopping = [] { return false; }; ///< then no further mail is begun
    BulkPace pace{};
    /// By how much longer this mailer holds what it claims, so that it can tell its claim from one that another host's mailer
    /// makes in the same second (store::claim_mails()).
    std::chrono::seconds own_hold{static_cast<unsigned char>(auth::random_bytes(1).front()) % 60};
    std::vector<EndedMail> ended{};         ///< their rows are still to be written, such as while the database is away
    std::vector<PostponedMail> postponed{}; ///< the same
};

constexpr unsigned mails_at_once = 20; ///< that deliver_mails() tries to send

/// Takes queued mails whose time has come and sees each to its end or to its next try: those to accounts before those to
/// strangers, what leaves in bulk last. Returns how many it took or put into their place: with fewer than mails_at_once, nothing
/// is left that may leave now.
///
/// The digest of a link's token is committed before SMTP is spoken (flow/write_mail.hpp): a process killed at any point leaves
/// a row that another one takes over after its hold, and makes a new token for it. A mail that was handed over is not sent
/// again because its end could not be written: only the end is repeated. One that was in hand when the database went away is
/// tried again as soon as that is back, and not after its hold.
/// Throws DatabaseError when the database fails.
[[nodiscard]] int deliver_mails(MailRoom& room);

} // namespace flow
