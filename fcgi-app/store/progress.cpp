#include "store/progress.hpp"

#include "store/accounts.hpp"
#include "store/legacy_users.hpp"

#include <stdexcept>

/// The hours of `at` in the subselect `steps`, with how many there are.
#define COUNTED_BY_HOUR(steps)                                                                                         \
    "SELECT DATE_FORMAT(s.at, '%Y-%m-%d %H:00:00') AS hour, COUNT(*) FROM (" steps ") s GROUP BY hour ORDER BY hour"
#define IS_NO_NEWCOMER " note <> " NOTE_OF_NEWCOMER
#define WAS_IN_PORTAL " EXISTS (SELECT 1 FROM legacy_user l WHERE l.account_id = a.id AND" IS_NO_NEWCOMER ")"

namespace store {
namespace {

HourOfMoving read_hour(const Row& row)
{
    return {.hour = row.instant(0), .count = static_cast<unsigned>(row.integer(1))};
}

unsigned read_count(const Row& row)
{
    return static_cast<unsigned>(row.integer(0));
}

template <class... Args>
unsigned count(Database& db, Sql<Args...> sql, const Args&... arguments)
{
    return find_one(db, read_count, sql, arguments...).value_or(0);
}

unsigned count_old_users(Database& db, LegacyStatus status)
{
    return count<LegacyStatus>(db, "SELECT COUNT(*) FROM legacy_user WHERE status = ?", status);
}

/// Of those that LegacyStatus::closed counts.
unsigned count_closed(Database& db, const std::string& note)
{
    return count<std::string, LegacyStatus>(
        db, "SELECT COUNT(*) FROM legacy_user WHERE note = ? AND status = ?", note, LegacyStatus::closed);
}

unsigned count_accounts(Database& db, AccountState state)
{
    return count<AccountState>(db, "SELECT COUNT(*) FROM account a WHERE a.state = ? AND" WAS_IN_PORTAL, state);
}

} // namespace

std::vector<HourOfMoving> count_by_hour(Database& db, MovingStep step)
{
    switch (step) {
    case MovingStep::imported:
        return list(
            db, read_hour,
            COUNTED_BY_HOUR(
                "SELECT MIN(linked_at) AS at FROM legacy_user WHERE account_id IS NOT NULL AND" IS_NO_NEWCOMER
                " GROUP BY account_id"));
    case MovingStep::invited:
        return list(db, read_hour, COUNTED_BY_HOUR("SELECT sent_at AS at FROM invitation WHERE sent_at IS NOT NULL"));
    case MovingStep::password_set:
        return list(
            db, read_hour,
            COUNTED_BY_HOUR("SELECT a.first_password_at AS at FROM account a WHERE a.first_password_at IS NOT NULL"
                            " AND" WAS_IN_PORTAL));
    case MovingStep::signed_in:
        return list(
            db, read_hour,
            COUNTED_BY_HOUR("SELECT a.first_sign_in_at AS at FROM account a WHERE a.first_sign_in_at IS NOT NULL"
                            " AND" WAS_IN_PORTAL));
    case MovingStep::address_bounced:
        return list(
            db, read_hour,
            COUNTED_BY_HOUR("SELECT b.bounced_at AS at FROM bounced_address b JOIN account a ON a.id = b.account_id"
                            " AND a.email_key = b.email_key WHERE" WAS_IN_PORTAL));
    case MovingStep::waits_for_human:
        return list(
            db, read_hour, COUNTED_BY_HOUR("SELECT imported_at AS at FROM legacy_user WHERE status IN (?, ?)"),
            LegacyStatus::shared_address, LegacyStatus::too_long);
    case MovingStep::closed:
        return list(
            db, read_hour,
            COUNTED_BY_HOUR("SELECT imported_at AS at FROM legacy_user WHERE status = ? UNION ALL"
                            " SELECT MAX(e.at) FROM account a JOIN audit_event e ON e.account_id = a.id AND e.kind = ?"
                            " WHERE a.state = ? AND" WAS_IN_PORTAL " GROUP BY a.id"),
            LegacyStatus::closed, AuditKind::account_closed, AccountState::closed);
    }
    throw std::logic_error("unknown step");
}

MovingStand stand_of_moving(Database& db)
{
    const auto gone = count_closed(db, note_of_gone);
    const auto account_closed = count_closed(db, note_of_closed_account);
    return {
        .invitations_waiting = count<>(db, "SELECT COUNT(*) FROM invitation WHERE sent_at IS NULL"),
        .mails_stopped = count<>(
            db, "SELECT COUNT(*) FROM account a WHERE a.mail_stopped_at IS NOT NULL AND a.password_hash IS NULL"
                " AND" WAS_IN_PORTAL),
        .locked = count_accounts(db, AccountState::locked),
        .closed_by_owner = count_accounts(db, AccountState::closed),
        .wait_for_human =
            count_old_users(db, LegacyStatus::shared_address) + count_old_users(db, LegacyStatus::too_long),
        .without_address =
            count_old_users(db, LegacyStatus::no_address) + count_old_users(db, LegacyStatus::invalid_address),
        .closed_in_portal = count_old_users(db, LegacyStatus::closed) - gone - account_closed,
        .gone_from_portal = gone,
        .account_closed = account_closed,
        .long_unseen = count_old_users(db, LegacyStatus::long_unseen),
        .erased = count_old_users(db, LegacyStatus::erased)};
}

} // namespace store
