#include "store/activity.hpp"

namespace store {
namespace {

Activity read_activity(const Row& row)
{
    return {
        .at = row.instant(0),
        .kind = static_cast<AuditKind>(row.integer(1)),
        .client_network = row.text(2),
        .detail = row.text(3),
        .unit = row.text(4),
        .reason = row.text(5)};
}

} // namespace

Activities list_activities(Database& db, base::AccountId account, unsigned offset, unsigned most)
{
    auto rows = list(
        db, read_activity,
        "SELECT e.at, e.kind, e.client_network, e.detail, e.unit, e.reason FROM audit_event e"
        " WHERE e.account_id = ? AND (e.kind NOT IN (?, ?, ?, ?, ?) OR e.unit <> '') AND NOT (e.kind = ?"
        " AND EXISTS (SELECT 1 FROM audit_event n WHERE n.account_id = e.account_id AND n.at = e.at AND n.kind = ?"
        " AND n.reference = e.reference)) ORDER BY e.at DESC, e.id DESC LIMIT ? OFFSET ?",
        account, AuditKind::password_rehashed, AuditKind::account_import_refused, AuditKind::access_refused,
        AuditKind::form_refused, AuditKind::link_refused, AuditKind::sign_in, AuditKind::new_device, most + 1, offset);
    const bool has_older = rows.size() > most;
    if (has_older) rows.pop_back();
    return {std::move(rows), has_older};
}

std::vector<Activity> list_staff_activities(Database& db, base::AccountId account, unsigned most)
{
    return list(
        db, read_activity,
        "SELECT at, kind, client_network, detail, unit, reason FROM audit_event"
        " WHERE account_id = ? AND unit <> '' ORDER BY at DESC, id DESC LIMIT ?",
        account, most);
}

StaffActs list_acts_of(Database& db, const std::string& actor, unsigned offset, unsigned most)
{
    auto rows = list(
        db,
        [](const Row& row) {
            return StaffAct{read_activity(row), row.text(6)};
        },
        "SELECT e.at, e.kind, e.client_network, e.detail, e.unit, e.reason, a.email FROM audit_event e"
        " LEFT JOIN account a ON a.id = e.account_id WHERE e.actor = ? ORDER BY e.at DESC, e.id DESC LIMIT ? OFFSET ?",
        actor, most + 1, offset);
    const bool has_older = rows.size() > most;
    if (has_older) rows.pop_back();
    return {std::move(rows), has_older};
}

bool has_looked(Database& db, const std::string& actor, base::AccountId account, base::Instant since)
{
    return !list(
                db, [](const Row& row) { return row.integer(0); },
                "SELECT 1 FROM audit_event WHERE account_id = ? AND at >= ? AND kind = ? AND actor = ? LIMIT 1",
                account, since, AuditKind::account_viewed, actor)
                .empty();
}

bool has_event(Database& db, base::AccountId account, AuditKind kind, base::Instant since)
{
    return !list(
                db, [](const Row& row) { return row.integer(0); },
                "SELECT 1 FROM audit_event WHERE account_id = ? AND at >= ? AND kind = ? LIMIT 1", account, since, kind)
                .empty();
}

} // namespace store
