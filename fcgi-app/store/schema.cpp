#include "store/schema.hpp"

#include "store/inspection.hpp"

namespace store {

unsigned newest_migration(Database& db)
{
    if (!sees_relation(db, "schema_migration")) return 0;
    return find_one(
               db, [](const Row& row) { return static_cast<unsigned>(row.integer(0)); },
               "SELECT COALESCE(MAX(version), 0) FROM schema_migration")
        .value_or(0);
}

} // namespace store
