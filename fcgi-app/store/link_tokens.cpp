#include "store/link_tokens.hpp"

#include "store/account_row.hpp"
#include "store/bounces.hpp"
#include "store/outbox.hpp"
#include "store/repeatable.hpp"

namespace store {

namespace {

MailedLink read_mailed_link(const Row& row)
{
    return {
        .purpose = static_cast<LinkPurpose>(row.integer(0)),
        .account = row.is_null(1) ? std::nullopt : std::optional{row.account_id(1)},
        .email = row.text(2),
        .email_key = row.text(3),
        .password_generation = static_cast<std::uint32_t>(row.integer(4)),
        .expires_at = row.instant(5),
        .return_url = row.text(6),
        .language = read_language(row, 7),
        .email_change = row.is_null(8) ? std::nullopt : std::optional{static_cast<std::uint64_t>(row.integer(8))},
        .portal_user_id = row.optional_text(9),
        .staff_change = row.is_null(10) ? std::nullopt : std::optional{static_cast<std::uint64_t>(row.integer(10))}};
}

/// Of those that do the same: with the link that somebody else asked for, or one for another old user, nobody can do this.
void end_all_but_newest(Transaction& tx, const MailedLink& link, unsigned keep, base::Instant now)
{
    const auto live = list(
        tx.db(), [](const Row& row) { return row.digest(0); },
        "SELECT token_digest FROM link_token WHERE email_key = ? AND purpose = ? AND used_at IS NULL"
        " AND ended_at IS NULL AND expires_at > ? AND account_id <=> ? AND portal_user_id <=> ?"
        " ORDER BY created_at DESC, token_digest FOR UPDATE",
        link.email_key, link.purpose, now, link.account, link.portal_user_id);
    for (std::size_t i = keep; i < live.size(); ++i) {
        (void)execute(tx.db(), "UPDATE link_token SET ended_at = ? WHERE token_digest = ?", now, live[i]);
    }
}

/// Mails that somebody asked for under this name, the address or an old user name.
void delete_queued_link_mails(Transaction& tx, const std::string& name_key)
{
    (void)execute(
        tx.db(), "DELETE FROM mail_outbox WHERE typed_digest = ? AND state = ? AND reason IN (?, ?, ?)",
        auth::digest(name_key), MailState::queued, MailReason::login_first_step, MailReason::forgot,
        MailReason::registration);
}

} // namespace

void add_link_token(
    Transaction& tx, const auth::Digest& token, const MailedLink& link, unsigned live_at_once, base::Instant now)
{
    end_all_but_newest(tx, link, live_at_once > 0 ? live_at_once - 1 : 0, now);
    (void)execute(
        tx.db(),
        "INSERT INTO link_token (token_digest, purpose, account_id, email, email_key, password_generation, locale,"
        " return_url, created_at, expires_at, email_change_id, portal_user_id, staff_change_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        token, link.purpose, link.account, link.email, link.email_key, link.password_generation,
        base::code(link.language), link.return_url, now, link.expires_at, link.email_change, link.portal_user_id,
        link.staff_change);
}

void end_link(Database& db, const auth::Digest& token, base::Instant now)
{
    execute_repeatable(
        db, "UPDATE link_token SET ended_at = ? WHERE token_digest = ? AND used_at IS NULL AND ended_at IS NULL", now,
        token);
}

std::optional<MailedLink>
find_link_token(Database& db, const auth::Digest& token, LinkPurpose purpose, base::Instant now)
{
    return find_one(
        db, read_mailed_link,
        "SELECT t.purpose, t.account_id, t.email, t.email_key, t.password_generation, t.expires_at, t.return_url,"
        " t.locale, t.email_change_id, t.portal_user_id, t.staff_change_id FROM link_token t LEFT JOIN account a ON "
        "a.id = t.account_id"
        " WHERE t.token_digest = ? AND t.purpose = ? AND t.used_at IS NULL AND t.ended_at IS NULL AND t.expires_at > ?"
        " AND (t.account_id IS NULL OR t.purpose IN (?, ?)"
        " OR (a.state <> ? AND a.password_generation = t.password_generation))",
        token, purpose, now, LinkPurpose::undo_email_change, LinkPurpose::stop_staff_change, AccountState::locked);
}

std::optional<base::AccountId> find_link_owner(Database& db, const auth::Digest& token)
{
    return find_one(
        db, [](const Row& row) { return row.account_id(0); },
        "SELECT account_id FROM link_token WHERE token_digest = ? AND account_id IS NOT NULL", token);
}

std::optional<MailedLink>
consume_link_token(Transaction& tx, const auth::Digest& token, LinkPurpose purpose, base::Instant now)
{
    const int used = execute(
        tx.db(),
        "UPDATE link_token SET used_at = ?"
        " WHERE token_digest = ? AND purpose = ? AND used_at IS NULL AND ended_at IS NULL AND expires_at > ?"
        " AND (account_id IS NULL OR purpose IN (?, ?) OR EXISTS (SELECT 1 FROM account a"
        " WHERE a.id = link_token.account_id AND a.state <> ?"
        " AND a.password_generation = link_token.password_generation))",
        now, token, purpose, now, LinkPurpose::undo_email_change, LinkPurpose::stop_staff_change, AccountState::locked);
    if (used != 1) return std::nullopt;
    auto link = find_one(
        tx.db(), read_mailed_link,
        "SELECT purpose, account_id, email, email_key, password_generation, expires_at, return_url, locale,"
        " email_change_id, portal_user_id, staff_change_id FROM link_token WHERE token_digest = ?",
        token);
    // Whoever uses a mailed link has read the mail.
    if (link && link->account) forget_bounce(tx, *link->account, link->email_key);
    return link;
}

void end_links(Transaction& tx, base::AccountId account, const std::string& email_key, base::Instant now)
{
    (void)execute(
        tx.db(),
        "UPDATE link_token SET ended_at = ? WHERE account_id = ? AND purpose NOT IN (?, ?) AND used_at IS NULL"
        " AND ended_at IS NULL",
        now, account, LinkPurpose::undo_email_change, LinkPurpose::stop_staff_change);
    (void)execute(
        tx.db(),
        "UPDATE link_token SET ended_at = ? WHERE email_key = ? AND purpose = ? AND used_at IS NULL AND ended_at IS "
        "NULL",
        now, email_key, LinkPurpose::registration);
    delete_queued_link_mails(tx, email_key);
    const auto old_names = list(
        tx.db(), [](const Row& row) { return row.text(0); },
        "SELECT old_name_key FROM legacy_user WHERE account_id = ? AND old_name_key <> ''", account);
    for (const auto& old_name : old_names) delete_queued_link_mails(tx, old_name);
}

} // namespace store
