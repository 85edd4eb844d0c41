#include "store/activity.hpp"

namespace store {

Activities list_activities(Database& db, base::AccountId account, unsigned offset, unsigned most)
{
    auto rows = list(
        db,
        [](const Row& row) {
            return Activity{
                .at = row.instant(0),
                .kind = static_cast<AuditKind>(row.integer(1)),
                .client_network = row.text(2),
                .detail = row.text(3),
                .unit = row.text(4),
                .reason = row.text(5)};
        },
        "SELECT at, kind, client_network, detail, unit, reason FROM audit_event"
        " WHERE account_id = ? AND (kind NOT IN (?, ?) OR unit <> '') ORDER BY at DESC, id DESC LIMIT ? OFFSET ?",
        account, AuditKind::password_rehashed, AuditKind::account_import_refused, most + 1, offset);
    const bool has_older = rows.size() > most;
    if (has_older) rows.pop_back();
    return {std::move(rows), has_older};
}

} // namespace store
