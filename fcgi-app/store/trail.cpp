#include "store/trail.hpp"

#include <limits>

namespace store {
namespace {

TrailEvent read_event(const Row& row)
{
    return {
        .id = static_cast<std::uint64_t>(row.integer(0)),
        .at = row.instant(1),
        .kind = static_cast<AuditKind>(row.integer(2)),
        .email = row.text(3),
        .client_network = row.text(4),
        .detail = row.text(5),
        .reference = row.text(6),
        .actor = row.text(7),
        .unit = row.text(8),
        .reason = row.text(9)};
}

/// Nothing has come so far yet.
std::uint64_t bound(std::optional<std::uint64_t> before)
{
    return before.value_or(std::numeric_limits<std::int64_t>::max());
}

} // namespace

std::vector<TrailEvent> list_trail(Database& db, std::optional<std::uint64_t> before, unsigned most)
{
    return list(
        db, read_event,
        "SELECT e.id, e.at, e.kind, a.email, e.client_network, e.detail, e.reference, e.actor, e.unit, e.reason"
        " FROM audit_event e LEFT JOIN account a ON a.id = e.account_id WHERE e.id < ? ORDER BY e.id DESC LIMIT ?",
        bound(before), most);
}

std::vector<TrailEvent>
list_trail_of(Database& db, base::AccountId account, std::optional<std::uint64_t> before, unsigned most)
{
    return list(
        db, read_event,
        "SELECT e.id, e.at, e.kind, a.email, e.client_network, e.detail, e.reference, e.actor, e.unit, e.reason"
        " FROM audit_event e LEFT JOIN account a ON a.id = e.account_id WHERE e.account_id = ? AND e.id < ?"
        " ORDER BY e.id DESC LIMIT ?",
        account, bound(before), most);
}

} // namespace store
