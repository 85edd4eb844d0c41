#include "store/bounces.hpp"

#include "store/accounts.hpp"
#include "store/column_text.hpp"

namespace store {
namespace {

struct ReportedMail {
    std::string recipient_key;
    ReportKind known;
};

std::optional<ReportedMail> lock_mail(Transaction& tx, std::uint64_t mail)
{
    return find_one(
        tx.db(),
        [](const Row& row) {
            return ReportedMail{row.text(0), static_cast<ReportKind>(row.integer(1))};
        },
        "SELECT recipient_key, report_kind FROM mail_outbox WHERE id = ? FOR UPDATE", mail);
}

void record_bounce(Transaction& tx, const std::string& email_key, const MailReport& report, base::Instant now)
{
    const auto account = find_account_by_email(tx.db(), email_key);
    tx.record(
        {.kind = AuditKind::mail_bounced,
         .account = account ? std::optional{account->id} : std::nullopt,
         .client_network = "",
         .detail = report.status,
         .reference = ""},
        now);
}

} // namespace

Noted note_report(Transaction& tx, std::uint64_t mail, const MailReport& report, base::Instant now)
{
    const auto reported = lock_mail(tx, mail);
    if (!reported) return Noted::nothing_such;
    if (reported->known >= report.kind) return Noted::known;
    (void)execute(
        tx.db(), "UPDATE mail_outbox SET report_kind = ?, report = ?, reported_at = ? WHERE id = ?", report.kind,
        text_that_fits(report.reply, 500), now, mail);
    if (report.kind != ReportKind::no_such_address) return Noted::noted;
    return mark_bounced(tx, reported->recipient_key, report, now) ? Noted::marked : Noted::noted;
}

bool mark_bounced(Transaction& tx, const std::string& email_key, const MailReport& report, base::Instant now)
{
    // A mark of an earlier address of the account makes room.
    const int changed = execute(
        tx.db(),
        "INSERT INTO bounced_address (account_id, email_key, bounced_at, status, reply)"
        " SELECT a.id, a.email_key, ?, ?, ? FROM account a WHERE a.email_key = ? AND NOT EXISTS (SELECT 1"
        " FROM bounced_address b WHERE b.account_id = a.id AND b.email_key = a.email_key)"
        " ON DUPLICATE KEY UPDATE email_key = VALUES(email_key), bounced_at = VALUES(bounced_at),"
        " status = VALUES(status), reply = VALUES(reply)",
        now, ascii_that_fits(report.status, 20), text_that_fits(report.reply, 500), email_key);
    if (changed == 0) return false;
    record_bounce(tx, email_key, report, now);
    return true;
}

void forget_bounce(Transaction& tx, base::AccountId account, const std::string& email_key)
{
    (void)execute(tx.db(), "DELETE FROM bounced_address WHERE account_id = ? AND email_key = ?", account, email_key);
}

bool clear_bounce(Transaction& tx, base::AccountId account, const std::string& email_key)
{
    (void)execute(
        tx.db(),
        "DELETE FROM invitation WHERE account_id = ? AND sent_at <= (SELECT b.bounced_at FROM bounced_address b"
        " WHERE b.account_id = ? AND b.email_key = ?)",
        account, account, email_key);
    return execute(tx.db(), "DELETE FROM bounced_address WHERE account_id = ? AND email_key = ?", account, email_key) ==
           1;
}

std::optional<Bounce> find_bounce(Database& db, base::AccountId account)
{
    return find_one(
        db, [](const Row& row) { return Bounce{.at = row.instant(0), .status = row.text(1), .reply = row.text(2)}; },
        "SELECT b.bounced_at, b.status, b.reply FROM bounced_address b"
        " JOIN account a ON a.id = b.account_id AND a.email_key = b.email_key WHERE b.account_id = ?",
        account);
}

} // namespace store
