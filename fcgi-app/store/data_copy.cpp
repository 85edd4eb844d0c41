#include "store/data_copy.hpp"

#include "store/link_tokens.hpp"
#include "store/outbox.hpp"

namespace store {
namespace {

/// Reads a row of as many columns as the table's part has.
struct ReadTexts {
    std::size_t columns;

    std::vector<std::optional<std::string>> operator()(const Row& row) const
    {
        std::vector<std::optional<std::string>> values;
        values.reserve(columns);
        for (unsigned i = 0; i < columns; ++i) values.push_back(row.optional_text(i));
        return values;
    }
};

/// A part of the copy: `sql` selects exactly `columns`, in this order.
template <class... Args>
CopiedTable copied(
    Database& db, std::string_view name, std::vector<std::string_view> columns, Sql<Args...> sql, const Args&... args)
{
    auto rows = list(db, ReadTexts{columns.size()}, sql, args...);
    return {name, std::move(columns), std::move(rows)};
}

CopiedTable copy_account(Database& db, base::AccountId id)
{
    return copied(
        db, "account",
        {"public_id", "email", "given_name", "family_name", "locale", "state", "state_reason", "created_at",
         "updated_at", "password_set_at", "mail_stopped_at", "erase_at", "first_password_at", "first_sign_in_at",
         "last_sign_in_at", "dormancy_told_at"},
        "SELECT public_id, email, given_name, family_name, locale, state, state_reason, created_at, updated_at,"
        " password_set_at, mail_stopped_at, erase_at, first_password_at, first_sign_in_at, last_sign_in_at,"
        " dormancy_told_at FROM account WHERE id = ?",
        id);
}

CopiedTable copy_old_users(Database& db, base::AccountId id, unsigned most)
{
    return copied(
        db, "legacy_user",
        {"portal_user_id", "old_name", "email", "given_name", "family_name", "locale", "status", "linked_at",
         "imported_at", "note"},
        "SELECT portal_user_id, old_name, email, given_name, family_name, locale, status, linked_at, imported_at, note"
        " FROM legacy_user WHERE account_id = ? ORDER BY linked_at DESC LIMIT ?",
        id, most);
}

CopiedTable copy_email_changes(Database& db, base::AccountId id, unsigned most)
{
    return copied(
        db, "email_change", {"old_email", "new_email", "changed_at", "undo_until", "undone_at", "ended_at"},
        "SELECT old_email, new_email, changed_at, undo_until, undone_at, ended_at FROM email_change"
        " WHERE account_id = ? ORDER BY id DESC LIMIT ?",
        id, most);
}

CopiedTable copy_sessions(Database& db, base::AccountId id, unsigned most)
{
    return copied(
        db, "session",
        {"user_agent", "created_at", "last_seen_at", "password_given_at", "expires_at", "ended_at", "remembered"},
        "SELECT user_agent, created_at, last_seen_at, password_given_at, expires_at, ended_at, remembered FROM session"
        " WHERE account_id = ? ORDER BY last_seen_at DESC LIMIT ?",
        id, most);
}

CopiedTable copy_host_sessions(Database& db, base::AccountId id, unsigned most)
{
    return copied(
        db, "host_session", {"origin", "created_at"},
        "SELECT h.origin, h.created_at FROM host_session h JOIN session s ON s.id = h.session_id"
        " WHERE s.account_id = ? ORDER BY h.created_at DESC LIMIT ?",
        id, most);
}

CopiedTable copy_devices(Database& db, base::AccountId id, unsigned most)
{
    return copied(
        db, "device", {"user_agent", "first_seen_at", "last_seen_at"},
        "SELECT user_agent, first_seen_at, last_seen_at FROM device WHERE account_id = ? ORDER BY last_seen_at DESC "
        "LIMIT ?",
        id, most);
}

/// Whether a link was sent to an address that the person has only typed tells whether somebody has that address; where
/// the link to an old user went to, whose that is. Once it was used, both are the person's own.
CopiedTable copy_links(Database& db, base::AccountId id, unsigned most)
{
    return copied(
        db, "link_token",
        {"purpose", "email", "locale", "return_url", "portal_user_id", "created_at", "expires_at", "used_at",
         "ended_at"},
        "SELECT purpose, email, locale, return_url, portal_user_id, created_at, expires_at, used_at, ended_at"
        " FROM link_token WHERE account_id = ? AND (purpose NOT IN (?, ?) OR used_at IS NOT NULL)"
        " ORDER BY created_at DESC LIMIT ?",
        id, LinkPurpose::change_email, LinkPurpose::add_old_user, most);
}

/// Of a mail that the person wanted sent to somebody else's address no more than that and when: what became of it is
/// what the pages keep silent about.
CopiedTable copy_mails(Database& db, const Account& account, unsigned most)
{
    return copied(
        db, "mail_outbox",
        {"reason", "kind", "recipient_key", "locale", "state", "reply", "typed", "detail", "return_url", "created_at",
         "finished_at", "report", "reported_at"},
        "SELECT reason, kind, recipient_key, locale, state, reply, typed, detail, return_url, created_at, finished_at,"
        " report, reported_at FROM mail_outbox WHERE account_id = ? AND reason NOT IN (?, ?)"
        " UNION SELECT reason, kind, recipient_key, locale, state, reply, typed, detail, return_url, created_at,"
        " finished_at, report, reported_at FROM mail_outbox WHERE recipient_key = ?"
        " UNION ALL SELECT reason, NULL, NULL, locale, NULL, NULL, NULL, NULL, NULL, created_at, NULL, NULL, NULL"
        " FROM mail_outbox WHERE account_id = ? AND reason IN (?, ?) AND NOT (recipient_key <=> ?)"
        " ORDER BY created_at DESC LIMIT ?",
        account.id, MailReason::email_change, MailReason::add_old_user, account.email_key, account.id,
        MailReason::email_change, MailReason::add_old_user, account.email_key, most);
}

CopiedTable copy_invitation(Database& db, base::AccountId id)
{
    return copied(
        db, "invitation", {"queued_at", "sent_at"}, "SELECT queued_at, sent_at FROM invitation WHERE account_id = ?",
        id);
}

CopiedTable copy_bounce(Database& db, base::AccountId id)
{
    return copied(
        db, "bounced_address", {"bounced_at", "status", "reply"},
        "SELECT bounced_at, status, reply FROM bounced_address WHERE account_id = ?", id);
}

CopiedTable copy_requests(Database& db, base::AccountId id, unsigned most)
{
    return copied(
        db, "staff_request", {"kind", "subject", "message", "created_at", "done_at"},
        "SELECT kind, subject, message, created_at, done_at FROM staff_request WHERE account_id = ?"
        " ORDER BY created_at DESC LIMIT ?",
        id, most);
}

CopiedTable copy_events(Database& db, base::AccountId id, unsigned most)
{
    return copied(
        db, "audit_event", {"at", "kind", "client_network", "detail", "reference", "unit", "reason"},
        "SELECT at, kind, client_network, detail, reference, unit, reason FROM audit_event WHERE account_id = ?"
        " ORDER BY at DESC, id DESC LIMIT ?",
        id, most);
}

CopiedTable copy_staff_role(Database& db, base::AccountId id)
{
    return copied(
        db, "staff_member", {"unit", "granted_at", "ends_at", "suspended_at"},
        "SELECT unit, granted_at, ends_at, suspended_at FROM staff_member WHERE account_id = ?", id);
}

CopiedTable copy_staff_changes(Database& db, base::AccountId id, unsigned most)
{
    return copied(
        db, "staff_change",
        {"kind", "old_email", "new_email", "unit", "identity_check", "reason", "asked_at", "due_at", "done_at",
         "stopped_at"},
        "SELECT kind, old_email, new_email, unit, identity_check, reason, asked_at, due_at, done_at, stopped_at"
        " FROM staff_change WHERE account_id = ? ORDER BY id DESC LIMIT ?",
        id, most);
}

} // namespace

std::vector<CopiedTable> copy_of_data(Database& db, const Account& account, unsigned most)
{
    const auto id = account.id;
    return {copy_account(db, id),          copy_old_users(db, id, most),     copy_email_changes(db, id, most),
            copy_sessions(db, id, most),   copy_host_sessions(db, id, most), copy_devices(db, id, most),
            copy_requests(db, id, most),   copy_staff_changes(db, id, most), copy_links(db, id, most),
            copy_mails(db, account, most), copy_invitation(db, id),          copy_bounce(db, id),
            copy_staff_role(db, id),       copy_events(db, id, most)};
}

} // namespace store
