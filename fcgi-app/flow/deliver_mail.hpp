#pragma once

#include "base/settings.hpp"
#include "flow/bulk_pace.hpp"
#include "mail/smtp.hpp"
#include "store/database.hpp"
#include "view/mails.hpp"

namespace flow {

/// What the background process needs to send mail.
struct MailRoom {
    const base::Settings& settings;
    const view::Mails& mails;
    store::Database& db;
    mail::Smtp& smtp;
    BulkPace pace{};
};

/// Takes queued mails whose time has come and sees each to its end or to its next try. Returns how many it took, so
/// that the caller goes on at once while there is work.
///
/// A token is made here, when its mail is about to leave, and its digest is committed before SMTP is spoken: a process
/// killed at any point leaves a row that another one takes over after its hold, and makes a new token for it.
/// Throws DatabaseError when the database fails.
[[nodiscard]] int deliver_mails(MailRoom& room);

} // namespace flow
