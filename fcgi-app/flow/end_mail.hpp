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
};

/// Ends the row with all that follows from it: an invitation, and the notice of a dormant account, is noted as sent or taken
/// back, and an address that our mail server refuses for being none is marked as a delivery report would mark it.
void end_mail(store::Database& db, const store::QueuedMail& mail, const MailEnd& end, base::Instant now);

} // namespace flow
