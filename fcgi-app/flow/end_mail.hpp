#pragma once

#include "store/outbox.hpp"

#include <string>

namespace flow {

/// How a queued mail ended.
struct MailEnd {
    store::MailState state;
    std::string kind;          ///< view::name() of the mail; "" when none left
    std::string recipient_key; ///< canonical address; "" when none left
    std::string reply;         ///< of our mail server, or why no mail left
    bool is_refusal = false;   ///< the reply is what the server refused the recipient or the mail itself with
};

/// Ends the row with all that follows from it: an invitation, and the notice of a dormant account, is noted as sent or taken
/// back, and an address that our mail server refuses for being none is marked as a delivery report would mark it.
void end_mail(store::Database& db, const store::QueuedMail& mail, const MailEnd& end, base::Instant now);

/// The same as a part of what else is done.
void end_mail(store::Transaction& tx, const store::QueuedMail& mail, const MailEnd& end, base::Instant now);

} // namespace flow
