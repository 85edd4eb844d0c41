#include "store/staff_changes.hpp"

#include "store/account_row.hpp"
#include "store/column_text.hpp"
#include "store/legacy_users.hpp"
#include "store/outbox.hpp"

#define STAFF_CHANGE_COLUMNS                                                                                           \
    "id, kind, account_id, old_email, new_email, new_email_key, into_account_id, actor, unit, identity_check, reason," \
    " locale, due_at, asked_at, confirmed_by, actor_account_id"

namespace store {
namespace {

StaffChange read_change(const Row& row)
{
    return {
        .id = static_cast<std::uint64_t>(row.integer(0)),
        .what =
            {.kind = static_cast<StaffChangeKind>(row.integer(1)),
             .account = row.account_id(2),
             .old_email = row.text(3),
             .user_name = {row.text(4), row.text(5)},
             .into = row.is_null(6) ? std::nullopt : std::optional{row.account_id(6)},
             .actor = row.text(7),
             .actor_account = row.is_null(15) ? std::nullopt : std::optional{row.account_id(15)},
             .unit = row.text(8),
             .identity_check = static_cast<IdentityCheck>(row.integer(9)),
             .reason = row.text(10),
             .language = read_language(row, 11),
             .due_at = row.instant(12)},
        .asked_at = row.instant(13),
        .confirmed_by = row.text(14)};
}

/// As take_turn() of both, in the order of their numbers: two merges the other way round at once must not wait for each other.
/// False when not both are active.
bool take_turns_of_active(Transaction& tx, base::AccountId account, base::AccountId into)
{
    return execute(
               tx.db(), "UPDATE account_address SET turn = 1 - turn WHERE id IN (?, ?) AND state = ? ORDER BY id",
               account, into, AccountState::active) == 2;
}

} // namespace

AddedStaffChange add_staff_change(Transaction& tx, const NewStaffChange& change, base::Instant now)
{
    const int stopped = execute(
        tx.db(),
        "UPDATE staff_change SET stopped_at = ? WHERE account_id = ? AND done_at IS NULL AND stopped_at IS NULL", now,
        change.account);
    (void)execute(
        tx.db(),
        "INSERT INTO staff_change (kind, account_id, old_email, new_email, new_email_key, into_account_id, actor,"
        " actor_account_id, unit, identity_check, reason, locale, due_at, asked_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        change.kind, change.account, change.old_email, change.user_name.typed, change.user_name.key, change.into,
        text_that_fits(change.actor, 254), change.actor_account, text_that_fits(change.unit, 100),
        change.identity_check, text_that_fits(change.reason, 500), base::code(change.language), change.due_at, now);
    const auto id = find_one(
        tx.db(), [](const Row& row) { return static_cast<std::uint64_t>(row.integer(0)); }, "SELECT LAST_INSERT_ID()");
    return {id.value(), stopped > 0};
}

std::optional<StaffChange> find_open_staff_change(Database& db, std::uint64_t id)
{
    return find_one(
        db, read_change,
        "SELECT " STAFF_CHANGE_COLUMNS " FROM staff_change WHERE id = ? AND done_at IS NULL AND stopped_at IS NULL",
        id);
}

std::optional<StaffChange> find_open_staff_change_of(Database& db, base::AccountId account)
{
    return find_one(
        db, read_change,
        "SELECT " STAFF_CHANGE_COLUMNS " FROM staff_change WHERE (account_id = ? OR into_account_id = ?)"
        " AND done_at IS NULL AND stopped_at IS NULL ORDER BY id DESC LIMIT 1",
        account, account);
}

std::vector<StaffChange> list_due_staff_changes(Database& db, unsigned most, base::Instant now)
{
    return list(
        db, read_change,
        "SELECT " STAFF_CHANGE_COLUMNS " FROM staff_change WHERE done_at IS NULL AND stopped_at IS NULL AND due_at <= ?"
        " AND (confirmed_by <> '' OR due_at <= asked_at OR NOT EXISTS (SELECT 1 FROM mail_outbox m"
        " WHERE m.account_id = staff_change.account_id AND m.staff_change_id = staff_change.id AND m.state = ?))"
        " ORDER BY due_at, id LIMIT ?",
        now, MailState::queued, most);
}

std::vector<StaffChange> list_unheard_staff_changes(Database& db, unsigned most)
{
    return list(
        db, read_change,
        "SELECT " STAFF_CHANGE_COLUMNS " FROM staff_change WHERE done_at IS NULL AND stopped_at IS NULL"
        " AND confirmed_by = '' AND due_at > asked_at AND EXISTS (SELECT 1 FROM mail_outbox m"
        " WHERE m.account_id = staff_change.account_id AND m.staff_change_id = staff_change.id AND m.state = ?)"
        " AND NOT EXISTS (SELECT 1 FROM bounced_address b JOIN account a ON a.id = b.account_id"
        " AND a.email_key = b.email_key WHERE b.account_id = staff_change.account_id) ORDER BY id LIMIT ?",
        MailState::dead, most);
}

void put_off_staff_change(Transaction& tx, std::uint64_t id, base::Instant due_at)
{
    (void)execute(
        tx.db(),
        "UPDATE staff_change SET due_at = ? WHERE id = ? AND due_at > asked_at AND due_at < ? AND confirmed_by = ''"
        " AND done_at IS NULL AND stopped_at IS NULL",
        due_at, id, due_at);
}

bool confirm_staff_change(Transaction& tx, std::uint64_t id, const std::string& actor, base::Instant now)
{
    return execute(
               tx.db(),
               "UPDATE staff_change SET confirmed_by = ?, due_at = ? WHERE id = ? AND confirmed_by = ''"
               " AND done_at IS NULL AND stopped_at IS NULL",
               text_that_fits(actor, 254), now, id) == 1;
}

bool stop_staff_change(Transaction& tx, std::uint64_t id, base::Instant now)
{
    return execute(
               tx.db(),
               "UPDATE staff_change SET stopped_at = ? WHERE id = ? AND done_at IS NULL AND stopped_at IS NULL", now,
               id) == 1;
}

int stop_staff_changes_of(Transaction& tx, base::AccountId account, base::Instant now)
{
    return execute(
        tx.db(),
        "UPDATE staff_change SET stopped_at = ? WHERE (account_id = ? OR into_account_id = ?)"
        " AND done_at IS NULL AND stopped_at IS NULL",
        now, account, account);
}

bool finish_staff_change(Transaction& tx, std::uint64_t id, base::Instant now)
{
    return execute(
               tx.db(), "UPDATE staff_change SET done_at = ? WHERE id = ? AND done_at IS NULL AND stopped_at IS NULL",
               now, id) == 1;
}

bool merge_accounts(Transaction& tx, std::uint64_t id, base::AccountId account, base::AccountId into, base::Instant now)
{
    // Finished first: the trail may only be given away when it is (view merged_trail).
    if (!take_turns_of_active(tx, account, into) || !finish_staff_change(tx, id, now)) return false;
    // Linked later than its own, so the portal's primary id of the account that stays is the one that it was.
    (void)execute(
        tx.db(), "UPDATE legacy_user SET account_id = ?, linked_at = ?, note = 'merged by staff' WHERE account_id = ?",
        into, now, account);
    (void)execute(tx.db(), "UPDATE staff_request SET account_id = ? WHERE account_id = ?", into, account);
    (void)execute(tx.db(), "UPDATE merged_trail SET account_id = ? WHERE account_id = ?", into, account);
    tx.revoke({.session = std::nullopt, .account = into}, now);
    return close_account(tx, account, now, now);
}

} // namespace store
