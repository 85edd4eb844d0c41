#include "store/database_impl.hpp"
#include "store/migrations.hpp"
#include "store/statements.hpp"

#include "auth/secret.hpp"
#include "base/time.hpp"

#include <thread>

/// DDL commits by itself, so the lock that keeps a second machine waiting is held on a connection of its own.
namespace store {

namespace {

constexpr std::chrono::seconds no_limit{0}; // a large ALTER TABLE takes its time
constexpr std::chrono::seconds between_tries{3};
constexpr unsigned most_tries = 150; // with the second that each waits: ten minutes

using Report = std::function<void(const Migration&, MigrationStep)>;

void make_own_tables(Connection& connection)
{
    connection.run("CREATE TABLE IF NOT EXISTS schema_migration ("
                   " version INT UNSIGNED NOT NULL,"
                   " statement INT UNSIGNED NOT NULL COMMENT 'which of the file, from 1',"
                   " name VARCHAR(200) NOT NULL,"
                   " text_digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the file',"
                   " applied_at DATETIME NOT NULL,"
                   " PRIMARY KEY (version, statement)"
                   ") ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
    connection.run("CREATE TABLE IF NOT EXISTS schema_migration_lock ("
                   " id TINYINT UNSIGNED NOT NULL COMMENT 'the one row is locked while migrations are applied',"
                   " PRIMARY KEY (id)"
                   ") ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
    connection.run("INSERT INTO schema_migration_lock (id) VALUES (1) ON DUPLICATE KEY UPDATE id = id");
}

/// The right to change the schema, for as long as its connection lives.
class SchemaLock {
public:
    explicit SchemaLock(std::unique_ptr<Connection> connection) : connection_{std::move(connection)}
    {
        connection_->run("START TRANSACTION");
        connection_->query("SELECT id FROM schema_migration_lock WHERE id = 1 FOR UPDATE", {}, [](const Row&) {});
    }

    /// Throws when the connection, and so the lock, was lost.
    void assert_held() { connection_->run("DO 1"); }

private:
    std::unique_ptr<Connection> connection_;
};

class Run {
public:
    Run(std::unique_ptr<Connection> connection, std::unique_ptr<Connection> for_lock, const Report& report)
        : connection_{std::move(connection)}, lock_{std::move(for_lock)}, report_{report}
    {
        connection_->run("SET lock_wait_timeout = 1");
    }

    /// False when there was nothing left to do.
    bool apply(const Migration& migration)
    {
        const auto statements = statements_of(migration.text);
        const auto digest = auth::digest(migration.text);
        const auto done = count_done(migration, digest);
        if (done >= statements.size()) return false;
        report_(migration, MigrationStep::begins);
        for (auto i = done; i < statements.size(); ++i) apply_statement(migration, digest, i + 1, statements[i]);
        return true;
    }

private:
    /// How many statements of it were finished. They are done in order, so the rest is what comes behind.
    std::size_t count_done(const Migration& migration, const auth::Digest& digest)
    {
        std::size_t done = 0;
        connection_->query(
            "SELECT statement, text_digest FROM schema_migration WHERE version = ? ORDER BY statement",
            {to_value(migration.version)}, [&](const Row& row) {
                if (row.digest(1) != digest) {
                    throw DatabaseError{
                        "migration " + std::to_string(migration.version) + " (" + migration.name +
                        ") is not the one that was applied to this database"};
                }
                done = static_cast<std::size_t>(row.integer(0));
            });
        return done;
    }

    void apply_statement(
        const Migration& migration, const auth::Digest& digest, std::size_t number, const std::string& statement)
    {
        for (unsigned tried = 1;; ++tried) {
            try {
                apply_once(migration, digest, number, statement);
                return;
            } catch (const StatementFailed& failed) {
                if (failed.failure() != Failure::timed_out || tried == most_tries) throw;
            }
            if (tried == 1) report_(migration, MigrationStep::waits);
            connection_->run("ROLLBACK");
            std::this_thread::sleep_for(between_tries);
        }
    }

    /// A statement that changes rows is committed together with its record; one that changes the schema commits by
    /// itself just before, and is written so that it can be repeated.
    void
    apply_once(const Migration& migration, const auth::Digest& digest, std::size_t number, const std::string& statement)
    {
        lock_.assert_held();
        connection_->run("START TRANSACTION");
        connection_->run(statement);
        connection_->execute(
            "INSERT INTO schema_migration (version, statement, name, text_digest, applied_at) VALUES (?, ?, ?, ?, ?)",
            {to_value(migration.version), to_value(number), to_value(migration.name), to_value(digest),
             to_value(base::now())});
        connection_->run("COMMIT");
    }

    std::unique_ptr<Connection> connection_;
    SchemaLock lock_;
    const Report& report_;
};

} // namespace

int apply_migrations(Database& db, const std::vector<Migration>& migrations, const Report& report)
{
    try {
        auto connection = db.impl().connect_apart(no_limit);
        make_own_tables(*connection);
        Run run{std::move(connection), db.impl().connect_apart(no_limit), report};
        int applied = 0;
        for (const auto& migration : migrations) applied += run.apply(migration) ? 1 : 0;
        return applied;
    } catch (const StatementFailed& failed) {
        throw_public(failed);
    }
}

} // namespace store
