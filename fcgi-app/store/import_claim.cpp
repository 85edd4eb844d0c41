#include "store/import_claim.hpp"

#include "auth/secret.hpp"

// The server's clock: the machines of two runs may disagree about the time.
#define HELD_UNTIL "UTC_TIMESTAMP() + INTERVAL 120 SECOND"

namespace store {

std::optional<ImportClaim> ImportClaim::take(Database& db)
{
    constexpr std::size_t token_size = 16;
    ImportClaim claim{auth::random_bytes(token_size)};
    try {
        (void)execute(
            db,
            "INSERT INTO import_claim (id, token, connection_id, server_name, started_at, held_until)"
            " VALUES (1, ?, CONNECTION_ID(), @@hostname, UTC_TIMESTAMP(), " HELD_UNTIL ")",
            claim.token_);
        return claim;
    } catch (const DuplicateKey&) {
        const int taken = execute(
            db,
            "UPDATE import_claim SET token = ?, connection_id = CONNECTION_ID(), server_name = @@hostname,"
            " beats = beats + 1, started_at = UTC_TIMESTAMP(), held_until = " HELD_UNTIL
            " WHERE id = 1 AND (held_until <= UTC_TIMESTAMP() OR (server_name = @@hostname AND NOT EXISTS"
            " (SELECT 1 FROM information_schema.processlist p WHERE p.id = import_claim.connection_id)))",
            claim.token_);
        return taken == 1 ? std::optional{claim} : std::nullopt;
    }
}

bool ImportClaim::beat(Database& db) const
{
    return execute(
               db,
               "UPDATE import_claim SET beats = beats + 1, connection_id = CONNECTION_ID(), server_name = @@hostname,"
               " held_until = " HELD_UNTIL " WHERE id = 1 AND token = ?",
               token_) == 1;
}

void ImportClaim::give_back(Database& db) const
{
    (void)execute(db, "DELETE FROM import_claim WHERE id = 1 AND token = ?", token_);
}

/// The claim goes first: whoever sees a user missing sees that the claim is gone as well.
int clear_up_after_import(Database& db, unsigned most)
{
    (void)execute(db, "DELETE FROM import_claim WHERE id = 1 AND held_until <= UTC_TIMESTAMP() - INTERVAL 1 HOUR");
    return execute(db, "DELETE FROM import_user WHERE NOT EXISTS (SELECT 1 FROM import_claim) LIMIT ?", most);
}

std::string start_of_running_import(Database& db)
{
    const auto found = find_one(
        db, [](const Row& row) { return row.text(0); }, "SELECT started_at FROM import_claim WHERE id = 1");
    return found.value_or("");
}

} // namespace store
