#include "store/letters.hpp"

#include "store/accounts.hpp"
#include "store/legacy_users.hpp"

namespace store {
namespace {

LetterReason reason_of(const Row& row)
{
    const auto status = static_cast<LegacyStatus>(row.integer(5));
    if (status == LegacyStatus::no_address) return LetterReason::no_address;
    if (status == LegacyStatus::invalid_address) return LetterReason::invalid_address;
    return row.integer(6) != 0 ? LetterReason::not_theirs : LetterReason::bounced;
}

PaperLetter read_letter(const Row& row)
{
    return {
        .portal_id = row.text(0),
        .old_name = row.text(1),
        .given_name = row.text(2),
        .family_name = row.text(3),
        .language = row.text(4),
        .reason = reason_of(row)};
}

} // namespace

std::vector<PaperLetter> list_paper_letters(Database& db, const std::string& after, unsigned most)
{
    return list(
        db, read_letter,
        "SELECT l.portal_user_id, l.old_name, l.given_name, l.family_name, COALESCE(a.locale, l.locale), l.status,"
        " a.mail_stopped_at IS NOT NULL FROM legacy_user l LEFT JOIN account a ON a.id = l.account_id"
        " WHERE l.portal_user_id > ? AND (l.status IN (?, ?) OR (l.status = ? AND a.password_hash IS NULL"
        " AND a.state = ? AND (a.mail_stopped_at IS NOT NULL OR EXISTS (SELECT 1 FROM bounced_address b"
        " WHERE b.account_id = a.id AND b.email_key = a.email_key)) AND NOT EXISTS (SELECT 1 FROM legacy_user p"
        " WHERE p.account_id = a.id AND (p.linked_at, LENGTH(p.portal_user_id), p.portal_user_id)"
        " < (l.linked_at, LENGTH(l.portal_user_id), l.portal_user_id))))"
        " ORDER BY l.portal_user_id LIMIT ?",
        after, LegacyStatus::no_address, LegacyStatus::invalid_address, LegacyStatus::linked, AccountState::active,
        most);
}

} // namespace store
