#include "flow/closing.hpp"

#include "store/link_tokens.hpp"
#include "store/sessions.hpp"

namespace flow {

bool close_in(
    store::Transaction& tx, const store::Account& account, base::Language language, base::Instant erase_at,
    base::Instant now, const store::AuditEvent& event)
{
    if (!store::close_account(tx, account.id, erase_at, now)) return false;
    store::end_sessions(tx, account.id, std::nullopt, now);
    store::end_links(tx, account.id, account.email_key, now);
    store::queue_mail(
        tx,
        {.reason = store::MailReason::account_closed,
         .typed = account.email,
         .account = account.id,
         .password_generation = account.password_generation + 1,
         .language = language,
         .detail = std::string{event.detail == closed_as_dormant ? closed_as_dormant : ""}},
        now);
    tx.record(event, now);
    return true;
}

} // namespace flow
