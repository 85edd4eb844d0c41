#include "migrate.hpp"

#include "store/migrations.hpp"

#include <atomic>

namespace admin {

void migrate(const base::Settings& settings, const std::string& sql_directory, std::ostream& out)
{
    const auto migrations = store::read_migrations(sql_directory);
    if (migrations.empty()) throw std::runtime_error{"no migrations in " + sql_directory};
    std::atomic<std::int64_t> down_until_ms{0};
    const auto& database = settings.database;
    store::Database db{database, database.admin_user, database.admin_password, down_until_ms};
    const int applied = store::apply_migrations(db, migrations, [&](const store::Migration& migration) {
        out << "applying " << migration.version << " " << migration.name << std::endl; // seen before it takes its time
    });
    out << "schema version " << migrations.back().version << ", " << applied << " applied\n";
}

} // namespace admin
