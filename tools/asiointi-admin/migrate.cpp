#include "migrate.hpp"

#include "base/time.hpp"
#include "shell.hpp"
#include "staff_line.hpp"
#include "store/migrations.hpp"

#include <iostream>
#include <memory>
#include <stdexcept>

namespace admin {

namespace {

/// On the screen before the step takes its time.
void say_step(const store::Migration& migration, store::MigrationStep step)
{
    if (step == store::MigrationStep::begins)
        std::cout << "applying " << migration.version << " " << migration.name << std::endl;
    else
        std::cout << "waiting for somebody who has been using a table for long, as a dump of the database does;"
                     " SHOW FULL PROCESSLIST tells who. Visitors are served meanwhile. If it does not end within ten"
                     " minutes, run this again later"
                  << std::endl;
}

} // namespace

void migrate(const base::Settings& settings, const std::string& sql_directory)
{
    const auto migrations = store::read_migrations(sql_directory);
    if (migrations.empty()) throw std::runtime_error{"no migrations in " + sql_directory};
    Connection connection{settings.database};
    const int applied = store::apply_migrations(connection.db, migrations, say_step);
    if (applied > 0) {
        store::in_transaction(connection.db, [&](store::Transaction& tx) {
            const auto detail = "to version " + std::to_string(migrations.back().version);
            tx.record(operator_event(settings, store::AuditKind::schema_changed, std::nullopt, detail), base::now());
        });
    }
    std::cout << "schema version " << migrations.back().version << ", " << applied << " applied\n";
}

void add_migrate(CLI::App& app, Shell& shell)
{
    auto* command = app.add_subcommand("migrate", "Bring the database to the newest schema; safe to run again");
    const auto directory = std::make_shared<std::string>("/usr/share/asiointipalvelu/sql");
    command->add_option("--sql", *directory, "Directory of the migrations")->capture_default_str();
    command->footer(R"(Examples:
  asiointi-admin migrate
  asiointi-admin migrate --sql ./sql
      from a source tree, before the files are installed)");
    command->callback([directory, &shell] { migrate(shell.settings(), *directory); });
}

} // namespace admin
