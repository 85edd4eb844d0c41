#include "store/staff_requests.hpp"

#include "store/column_text.hpp"

namespace store {

void add_staff_request(Transaction& tx, const NewStaffRequest& request, base::Instant now)
{
    (void)execute(
        tx.db(), "INSERT INTO staff_request (account_id, kind, subject, message, created_at) VALUES (?, ?, ?, ?, ?)",
        request.account, request.kind, text_that_fits(request.subject, 255),
        text_that_fits(request.message, max_request_message), now);
}

unsigned count_staff_requests(Database& db, base::AccountId account, base::Instant since)
{
    const auto count = find_one(
        db, [](const Row& row) { return static_cast<unsigned>(row.integer(0)); },
        "SELECT COUNT(*) FROM staff_request WHERE account_id = ? AND created_at >= ?", account, since);
    return count.value_or(0);
}

std::vector<StaffRequest> list_staff_requests(Database& db, unsigned most)
{
    return list(
        db,
        [](const Row& row) {
            return StaffRequest{
                .id = static_cast<std::uint64_t>(row.integer(0)),
                .created_at = row.instant(1),
                .kind = static_cast<StaffRequestKind>(row.integer(2)),
                .public_id = row.text(3),
                .email = row.text(4),
                .name = row.text(5),
                .subject = row.text(6),
                .message = row.text(7)};
        },
        "SELECT r.id, r.created_at, r.kind, a.public_id, a.email, TRIM(CONCAT(a.given_name, ' ', a.family_name)),"
        " r.subject, r.message FROM staff_request r JOIN account a ON a.id = r.account_id WHERE r.done_at IS NULL"
        " ORDER BY r.created_at, r.id LIMIT ?",
        most);
}

std::optional<base::AccountId> finish_staff_request(Transaction& tx, std::uint64_t id, base::Instant now)
{
    const auto account = find_one(
        tx.db(), [](const Row& row) { return row.account_id(0); },
        "SELECT account_id FROM staff_request WHERE id = ? AND done_at IS NULL FOR UPDATE", id);
    if (account) (void)execute(tx.db(), "UPDATE staff_request SET done_at = ? WHERE id = ?", now, id);
    return account;
}

int finish_staff_requests_of(Transaction& tx, base::AccountId account, base::Instant now)
{
    return execute(
        tx.db(), "UPDATE staff_request SET done_at = ? WHERE account_id = ? AND done_at IS NULL", now, account);
}

unsigned count_open_staff_requests(Database& db, base::AccountId account)
{
    return find_one(
               db, [](const Row& row) { return static_cast<unsigned>(row.integer(0)); },
               "SELECT COUNT(*) FROM staff_request WHERE account_id = ? AND done_at IS NULL", account)
        .value_or(0);
}

} // namespace store
