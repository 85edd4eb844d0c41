#include "flow/end_mail.hpp"

#include "mail/delivery_report.hpp"
#include "store/bounces.hpp"
#include "store/invitations.hpp"

namespace flow {
namespace {

using store::MailState;

bool is_invitation(const store::QueuedMail& mail)
{
    return mail.reason == store::MailReason::invitation && mail.account;
}

void finish(store::Database& db, const store::QueuedMail& mail, const MailEnd& end, base::Instant now)
{
    store::finish_mail(db, mail.id, end.state, end.kind, end.recipient_key, end.reply, now);
}

void mark_refused_address(store::Transaction& tx, const MailEnd& end, base::Instant now)
{
    const store::MailReport report{store::ReportKind::no_such_address, mail::status_in_reply(end.reply), end.reply};
    (void)store::mark_bounced(tx, end.recipient_key, report, now);
}

} // namespace

void end_mail(store::Database& db, const store::QueuedMail& mail, const MailEnd& end, base::Instant now)
{
    const bool is_bounce = end.state == MailState::dead && mail::refuses_address(end.reply);
    if (!is_invitation(mail) && !is_bounce) return finish(db, mail, end, now);
    store::in_transaction(db, [&](store::Transaction& tx) {
        finish(tx.db(), mail, end, now);
        if (is_bounce) mark_refused_address(tx, end, now);
        if (!is_invitation(mail)) return;
        if (end.state == MailState::sent)
            store::note_invitation_sent(tx, *mail.account, now);
        else
            store::take_back_invitation(tx, *mail.account);
    });
}

} // namespace flow
