#include "store/portal_ids.hpp"

#include "store/accounts.hpp"
#include "store/legacy_users.hpp"

namespace store {
namespace {

Newcomer read_newcomer(const Row& row)
{
    return {
        .account = row.account_id(0),
        .public_id = row.text(1),
        .email = row.text(2),
        .given_name = row.text(3),
        .family_name = row.text(4),
        .language = base::language_from_code(row.text(5))};
}

/// 1, 2, 4, 8, … minutes after this try, and at most some hours.
int put_off(Database& db, base::AccountId account, base::Instant now)
{
    return execute(
        db,
        "UPDATE portal_id_request SET next_try_at = ? + INTERVAL 60 * POW(2, LEAST(attempts, 8)) SECOND,"
        " attempts = attempts + 1 WHERE account_id = ? AND next_try_at <= ?",
        now, account, now);
}

} // namespace

void queue_portal_id(Transaction& tx, base::AccountId account, base::Instant now)
{
    (void)execute(
        tx.db(), "INSERT INTO portal_id_request (account_id, next_try_at, created_at) VALUES (?, ?, ?)", account, now,
        now);
}

std::optional<Newcomer> claim_newcomer(Database& db, base::Instant now)
{
    auto newcomer = find_one(
        db, read_newcomer,
        "SELECT a.id, a.public_id, a.email, a.given_name, a.family_name, a.locale FROM portal_id_request r"
        " JOIN account a ON a.id = r.account_id WHERE r.next_try_at <= ? AND a.state = ?"
        " ORDER BY r.next_try_at LIMIT 1",
        now, AccountState::active);
    // Of two mailers that see the same one, the first to put it off has it.
    if (newcomer && put_off(db, newcomer->account, now) == 0) return std::nullopt;
    return newcomer;
}

std::string create_portal_user(Database& db, const Newcomer& newcomer)
{
    const auto language = newcomer.language ? std::optional{std::string{base::code(*newcomer.language)}} : std::nullopt;
    (void)execute(db, "SET @portal_user_id = NULL");
    (void)execute(
        db, "CALL portal_create_user(?, ?, ?, ?, ?, @portal_user_id)", newcomer.public_id, newcomer.email,
        newcomer.given_name, newcomer.family_name, language);
    const auto id = find_one(
        db, [](const Row& row) { return row.optional_text(0); }, "SELECT CAST(@portal_user_id AS CHAR(65))");
    if (!id || !*id || (*id)->empty()) throw DatabaseError{"portal_create_user gave no id"};
    if ((*id)->size() > 64) throw DatabaseError{"portal_create_user gave an id of more than 64 characters"};
    return **id;
}

PortalLink link_portal_id(Transaction& tx, const Newcomer& newcomer, const std::string& portal_id, base::Instant now)
{
    if (!take_turn_while_active(tx, newcomer.account)) return PortalLink::account_waits;
    try {
        (void)execute(
            tx.db(),
            "INSERT INTO legacy_user (portal_user_id, status, account_id, linked_at, imported_at, note)"
            " VALUES (?, ?, ?, ?, ?, " NOTE_OF_NEWCOMER ")",
            portal_id, LegacyStatus::linked, newcomer.account, now, now);
    } catch (const DuplicateKey&) {
        // The import may have met the new user before us.
        const auto owner = find_one(
            tx.db(), [](const Row& row) { return row.is_null(0) ? 0 : row.integer(0); },
            "SELECT account_id FROM legacy_user WHERE portal_user_id = ?", portal_id);
        if (!owner || *owner != static_cast<std::int64_t>(newcomer.account)) return PortalLink::of_somebody_else;
    }
    (void)execute(tx.db(), "DELETE FROM portal_id_request WHERE account_id = ?", newcomer.account);
    tx.revoke({.session = std::nullopt, .account = newcomer.account}, now);
    tx.record(
        {.kind = AuditKind::legacy_user_linked,
         .account = newcomer.account,
         .client_network = "",
         .detail = "given by the portal",
         .reference = ""},
        now);
    return PortalLink::made;
}

} // namespace store
