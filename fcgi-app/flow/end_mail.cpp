#include "flow/end_mail.hpp"

#include "mail/delivery_report.hpp"
#include "store/accounts.hpp"
#include "store/bounces.hpp"
#include "store/dormancy.hpp"
#include "store/invitations.hpp"

namespace flow {
namespace {

using store::MailState;

bool is_invitation(const store::QueuedMail& mail)
{
    return mail.reason == store::MailReason::invitation && mail.account;
}

bool is_of_dormancy(const store::QueuedMail& mail)
{
    return mail.reason == store::MailReason::dormancy && mail.account;
}

void note_invitation(store::Transaction& tx, const store::QueuedMail& mail, const MailEnd& end, base::Instant now)
{
    if (end.state == MailState::sent)
        store::note_invitation_sent(tx, *mail.account, now);
    else
        store::take_back_invitation(tx, *mail.account);
}

void note_dormancy(store::Transaction& tx, const store::QueuedMail& mail, const MailEnd& end, base::Instant now)
{
    if (end.state == MailState::sent)
        store::note_dormancy_told(tx, *mail.account, mail.created_at, now);
    else
        store::note_dormancy_untold(tx, *mail.account, now);
}

bool refuses_address(const MailEnd& end)
{
    return end.state == MailState::dead && end.is_refusal && mail::refuses_address(end.reply);
}

void mark_refused_address(store::Transaction& tx, const MailEnd& end, base::Instant now)
{
    const store::MailReport report{store::ReportKind::no_such_address, mail::status_in_reply(end.reply), end.reply};
    (void)store::mark_bounced(tx, end.recipient_key, report, now);
}

/// The trail tells of it here, where nobody waits: on the page, a row for known accounts alone would take time that tells which
/// accounts there are.
bool tells_of_slowing(const store::QueuedMail& mail, const MailEnd& end)
{
    return mail.reason == store::MailReason::sign_in_slowed && end.state == MailState::sent;
}

void record_slowing(store::Transaction& tx, const MailEnd& end, base::Instant now)
{
    const auto account = store::find_account_by_email(tx.db(), end.recipient_key);
    if (!account) return;
    tx.record(
        {.kind = store::AuditKind::sign_in_slowed,
         .account = account->id,
         .client_network = "",
         .detail = "the owner was told",
         .reference = ""},
        now);
}

bool has_consequences(const store::QueuedMail& mail, const MailEnd& end)
{
    return is_invitation(mail) || is_of_dormancy(mail) || refuses_address(end) || tells_of_slowing(mail, end);
}

void finish(store::Database& db, const store::QueuedMail& mail, const MailEnd& end, base::Instant now)
{
    store::finish_mail(db, mail.id, end.state, end.kind, end.recipient_key, end.reply, now);
}

} // namespace

void end_mail(store::Transaction& tx, const store::QueuedMail& mail, const MailEnd& end, base::Instant now)
{
    finish(tx.db(), mail, end, now);
    if (refuses_address(end)) mark_refused_address(tx, end, now);
    if (tells_of_slowing(mail, end)) record_slowing(tx, end, now);
    if (is_invitation(mail)) note_invitation(tx, mail, end, now);
    if (is_of_dormancy(mail)) note_dormancy(tx, mail, end, now);
}

/// An end that nothing follows from is one statement, which may be repeated: so a host that fails in this moment does not
/// make a mail leave twice.
void end_mail(store::Database& db, const store::QueuedMail& mail, const MailEnd& end, base::Instant now)
{
    if (!has_consequences(mail, end)) return finish(db, mail, end, now);
    store::in_transaction(db, [&](store::Transaction& tx) { end_mail(tx, mail, end, now); });
}

} // namespace flow
