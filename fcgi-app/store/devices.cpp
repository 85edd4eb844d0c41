#include "store/devices.hpp"

#include "store/column_text.hpp"

namespace store {
namespace {

/// Of a browser that is to be told of as a new one. Those of accounts begin with 1.
constexpr std::uint32_t no_generation = 0;

/// As many browsers as one account is known to: whoever has its password may come with new ones without end.
constexpr std::int64_t most_known = 100;

struct Found {
    bool is_known = false;
    bool has_row = false;  ///< known or not
    std::int64_t rows = 0; ///< of the account
};

Found find(Transaction& tx, const SeenDevice& seen, base::Instant now)
{
    return find_one(
               tx.db(),
               [](const Row& row) {
                   return Found{row.integer(0) != 0, row.integer(1) != 0, row.integer(2)};
               },
               "SELECT COALESCE(SUM(device_digest = ? AND last_seen_at > ? AND password_generation <> ?), 0),"
               " COALESCE(SUM(device_digest = ?), 0), COUNT(*) FROM device WHERE account_id = ?",
               seen.device, now - device_memory, no_generation, seen.device, seen.account)
        .value_or(Found{});
}

Acquaintance acquaintance(const Found& found)
{
    if (found.is_known) return Acquaintance::known;
    return found.rows > 0 ? Acquaintance::unknown : Acquaintance::first;
}

/// In place of the one that has been away for longest.
void take_place(Transaction& tx, const SeenDevice& seen, base::Instant now)
{
    (void)execute(
        tx.db(),
        "UPDATE device SET device_digest = ?, password_generation = ?, user_agent = ?, first_seen_at = ?,"
        " last_seen_at = ? WHERE account_id = ? ORDER BY last_seen_at LIMIT 1",
        seen.device, seen.password_generation, text_that_fits(seen.user_agent, 255), now, now, seen.account);
}

} // namespace

std::optional<KnownDevice>
find_device(Database& db, base::AccountId account, const auth::Digest& device, base::Instant now)
{
    return find_one(
        db,
        [](const Row& row) {
            return KnownDevice{
                .first_seen_at = row.instant(0),
                .last_seen_at = row.instant(1),
                .password_generation = static_cast<std::uint32_t>(row.integer(2))};
        },
        "SELECT first_seen_at, last_seen_at, password_generation FROM device"
        " WHERE account_id = ? AND device_digest = ? AND last_seen_at > ?",
        account, device, now - device_memory);
}

std::vector<auth::Digest>
list_devices(Database& db, base::AccountId account, std::uint32_t password_generation, unsigned most, base::Instant now)
{
    return list(
        db, [](const Row& row) { return row.digest(0); },
        "SELECT device_digest FROM device WHERE account_id = ? AND password_generation = ? AND last_seen_at > ?"
        " ORDER BY last_seen_at DESC LIMIT ?",
        account, password_generation, now - device_memory, most);
}

Acquaintance remember_device(Transaction& tx, const SeenDevice& seen, base::Instant now)
{
    const auto found = find(tx, seen, now);
    if (found.rows >= most_known && !found.has_row) {
        take_place(tx, seen, now);
        return acquaintance(found);
    }
    (void)execute(
        tx.db(),
        "INSERT INTO device (account_id, device_digest, password_generation, user_agent, first_seen_at, last_seen_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE password_generation = VALUES(password_generation),"
        " user_agent = VALUES(user_agent), last_seen_at = VALUES(last_seen_at)",
        seen.account, seen.device, seen.password_generation, text_that_fits(seen.user_agent, 255), now, now);
    return acquaintance(found);
}

void forget_devices(Transaction& tx, base::AccountId account)
{
    (void)execute(
        tx.db(), "UPDATE device SET password_generation = ? WHERE account_id = ? AND password_generation <> ?",
        no_generation, account, no_generation);
}

} // namespace store
