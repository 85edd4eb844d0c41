#include "store/import_schemes.hpp"

namespace store {

std::vector<std::string> list_import_schemes(Database& db)
{
    return list(
        db, [](const Row& row) { return row.text(0); }, "SELECT scheme FROM import_scheme ORDER BY added_at, scheme");
}

void add_import_scheme(Database& db, const std::string& scheme, base::Instant now)
{
    (void)execute(
        db, "INSERT INTO import_scheme (scheme, added_at) VALUES (?, ?) ON DUPLICATE KEY UPDATE added_at = added_at",
        scheme, now);
}

void drop_import_schemes(Database& db)
{
    (void)execute(db, "DELETE FROM import_scheme");
}

} // namespace store
