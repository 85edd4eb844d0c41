#include "store/outbox.hpp"

#include "auth/email_address.hpp"
#include "base/text.hpp"
#include "store/account_row.hpp"
#include "store/column_text.hpp"
#include "store/repeatable.hpp"

#include <array>

namespace store {

namespace {

/// One mailbox or user name has one digest, however it was spelled. Only requests are counted by it; a dictionary
/// would find what was typed, which is why rows are deleted after a month.
auth::Digest digest_of_typed(const std::string& typed)
{
    if (const auto address = auth::parse_email_address(typed)) return auth::digest(address->key);
    return auth::digest(base::is_utf8(typed) ? auth::user_name_key(typed) : typed);
}

/// Nobody has an address or a user name that is longer than the column: such a request is counted and leads nowhere.
std::string storable(const std::string& typed)
{
    const auto fitting = text_that_fits(typed, 320);
    return fitting == typed ? typed : std::string{};
}

/// A URL that does not fit leads nowhere rather than astray.
std::string url_that_fits(const std::string& url)
{
    constexpr std::size_t width = 1500;
    return url.size() <= width ? url : std::string{};
}

void insert_mail(Database& db, const NewMail& mail, base::Instant now)
{
    // A row too many brings no mail too many: within mail.pause_between no second one of its kind leaves.
    execute_repeatable(
        db,
        "INSERT INTO mail_outbox (reason, typed, typed_digest, account_id, password_generation, locale, return_url,"
        " email_change_id, detail, staff_change_id, unit, why, state, in_bulk, not_before, next_try_at, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        mail.reason, storable(mail.typed), digest_of_typed(mail.typed), mail.account, mail.password_generation,
        base::code(mail.language), url_that_fits(mail.return_url), mail.email_change, text_that_fits(mail.detail, 255),
        mail.staff_change, text_that_fits(mail.unit, 100), text_that_fits(mail.why, 500), MailState::queued,
        mail.in_bulk ? 1 : 0, mail.not_before, mail.not_before.value_or(now), now);
}

QueuedMail read_queued_mail(const Row& row)
{
    return {
        .id = static_cast<std::uint64_t>(row.integer(0)),
        .reason = static_cast<MailReason>(row.integer(1)),
        .typed = row.text(2),
        .account = row.is_null(3) ? std::nullopt : std::optional{row.account_id(3)},
        .password_generation = static_cast<std::uint32_t>(row.integer(4)),
        .language = read_language(row, 5),
        .return_url = row.text(6),
        .created_at = row.instant(7),
        .attempts = static_cast<unsigned>(row.integer(8)) + 1,
        .email_change = row.is_null(9) ? std::nullopt : std::optional{static_cast<std::uint64_t>(row.integer(9))},
        .detail = row.text(10),
        .staff_change = row.is_null(11) ? std::nullopt : std::optional{static_cast<std::uint64_t>(row.integer(11))},
        .unit = row.text(12),
        .why = row.text(13),
        .in_bulk = row.integer(14) != 0,
        .not_before = row.optional_instant(15),
        .stands_back = row.integer(16) != 0};
}

#define DUE_MAILS                                                                                                      \
    "SELECT id, reason, typed, account_id, password_generation, locale, return_url, created_at, attempts,"             \
    " email_change_id, detail, staff_change_id, unit, why, in_bulk, not_before, to_stranger FROM mail_outbox"          \
    " WHERE state = ? AND in_bulk = ? AND to_stranger = ? AND next_try_at <= ? ORDER BY next_try_at LIMIT ?"

/// The parts of the queue, in the order of their turn.
struct Part {
    bool in_bulk;
    bool to_stranger;
};
constexpr std::array parts{Part{false, false}, Part{false, true}, Part{true, false}};

std::vector<QueuedMail> lock_due(Transaction& tx, Part part, unsigned most, base::Instant now)
{
    return list(
        tx.db(), read_queued_mail, DUE_MAILS " FOR UPDATE SKIP LOCKED", MailState::queued, part.in_bulk ? 1 : 0,
        part.to_stranger ? 1 : 0, now, most);
}

/// A locking read: it waits while the connection that was lost is still at its COMMIT.
bool is_claimed(Database& db, const QueuedMail& mail, base::Instant until)
{
    const auto found = list(
        db, [](const Row& row) { return row.integer(0); },
        "SELECT 1 FROM mail_outbox WHERE id = ? AND attempts = ? AND next_try_at = ? LOCK IN SHARE MODE", mail.id,
        mail.attempts, until);
    return !found.empty();
}

/// Of the first part that has any.
std::vector<QueuedMail> lock_due(Transaction& tx, Turn turn, unsigned most, base::Instant now)
{
    for (const auto& part : parts) {
        if (part.in_bulk && turn != Turn::any) continue;
        if (auto mails = lock_due(tx, part, most, now); !mails.empty()) return mails;
    }
    return {};
}

} // namespace

void queue_mail(Transaction& tx, const NewMail& mail, base::Instant now)
{
    insert_mail(tx.db(), mail, now);
}

void queue_mail(Database& db, const NewMail& mail, base::Instant now)
{
    insert_mail(db, mail, now);
}

unsigned count_mails_asked(Database& db, MailReason reason, const std::string& typed, base::Instant since)
{
    const auto count = find_one(
        db, [](const Row& row) { return static_cast<unsigned>(row.integer(0)); },
        "SELECT COUNT(*) FROM mail_outbox WHERE typed_digest = ? AND created_at >= ? AND reason = ?",
        digest_of_typed(typed), since, reason);
    return count.value_or(0);
}

unsigned count_mails_of_account(Database& db, MailReason reason, base::AccountId account, base::Instant since)
{
    const auto count = find_one(
        db, [](const Row& row) { return static_cast<unsigned>(row.integer(0)); },
        "SELECT COUNT(*) FROM mail_outbox WHERE account_id = ? AND created_at >= ? AND reason = ?", account, since,
        reason);
    return count.value_or(0);
}

std::vector<QueuedMail> list_due_mails(Database& db, unsigned most, base::Instant now)
{
    return list(db, read_queued_mail, DUE_MAILS, MailState::queued, 0, 0, now, most);
}

void let_others_go_first(Transaction& tx, std::uint64_t id)
{
    (void)execute(tx.db(), "UPDATE mail_outbox SET to_stranger = 1 WHERE id = ? AND state = ?", id, MailState::queued);
}

void give_back_behind_others(Database& db, const QueuedMail& mail, base::Instant now)
{
    execute_repeatable(
        db, "UPDATE mail_outbox SET to_stranger = 1, next_try_at = ?, attempts = ? WHERE id = ? AND state = ?", now,
        mail.attempts - 1, mail.id, MailState::queued);
}

bool is_mail_due(Database& db, base::Instant now, Turn turn)
{
    const auto found = find_one(
        db, [](const Row&) { return true; },
        "SELECT 1 FROM mail_outbox WHERE state = ? AND in_bulk IN (0, ?) AND to_stranger IN (0, 1) AND next_try_at <= ?"
        " LIMIT 1",
        MailState::queued, turn == Turn::any ? 1 : 0, now);
    return found.has_value();
}

/// A claim is nothing but a later next_try_at: when the mailer is killed, the row comes due again by itself.
std::vector<QueuedMail>
claim_mails(Database& db, unsigned most, std::chrono::seconds hold, base::Instant now, Turn turn)
{
    std::vector<QueuedMail> mails;
    try {
        in_transaction(db, [&](Transaction& tx) {
            mails = lock_due(tx, turn, most, now);
            for (const auto& mail : mails) {
                (void)execute(
                    tx.db(), "UPDATE mail_outbox SET next_try_at = ?, attempts = ? WHERE id = ?", now + hold,
                    mail.attempts, mail.id);
            }
        });
    } catch (const OutcomeUnknown&) {
        std::erase_if(mails, [&](const QueuedMail& mail) { return !is_claimed(db, mail, now + hold); });
    }
    return mails;
}

void retry_mail(Database& db, const QueuedMail& mail, base::Instant next_try_at, const std::string& reply)
{
    execute_repeatable(
        db, "UPDATE mail_outbox SET next_try_at = ?, reply = ? WHERE id = ? AND state = ? AND attempts = ?",
        next_try_at, text_that_fits(reply, 500), mail.id, MailState::queued, mail.attempts);
}

/// Repeatable, so that a mail that was handed over is not sent again because a host failed in this moment.
void finish_mail(
    Database& db, std::uint64_t id, MailState state, const std::string& kind, const std::string& recipient_key,
    const std::string& reply, base::Instant now)
{
    execute_repeatable(
        db,
        "UPDATE mail_outbox SET state = ?, kind = ?, recipient_key = ?, reply = ?, finished_at = ?, typed = '',"
        " return_url = '', detail = '', unit = '', why = '' WHERE id = ? AND state = ?",
        state, kind, recipient_key, text_that_fits(reply, 500), now, id, MailState::queued);
}

MailHistory mail_history(
    Database& db, const std::string& recipient_key, const std::string& kind, const QueuedMail& mail,
    base::Instant since)
{
    const auto history = find_one(
        db,
        [](const Row& row) {
            return MailHistory{
                .sent = static_cast<unsigned>(row.integer(0)),
                .last_of_kind = row.optional_instant(1),
                .last_of_generation = row.optional_instant(2),
                .last_of_request = row.optional_instant(3)};
        },
        "SELECT COUNT(*), MAX(IF(kind = ?, finished_at, NULL)),"
        " MAX(IF(kind = ? AND password_generation = ?, finished_at, NULL)),"
        " MAX(IF(kind = ? AND password_generation = ? AND account_id <=> ? AND typed_digest = ?, finished_at, NULL))"
        " FROM mail_outbox WHERE recipient_key = ? AND finished_at >= ? AND state = ? AND in_bulk = 0",
        kind, kind, mail.password_generation, kind, mail.password_generation, mail.account, digest_of_typed(mail.typed),
        recipient_key, since, MailState::sent);
    return history.value_or(MailHistory{
        .sent = 0, .last_of_kind = std::nullopt, .last_of_generation = std::nullopt, .last_of_request = std::nullopt});
}

} // namespace store
