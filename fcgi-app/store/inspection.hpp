#pragma once

#include "base/settings.hpp"
#include "store/database.hpp"
#include "store/migrations.hpp"

#include <optional>
#include <string>
#include <vector>

/// What a database tells one of our users about itself, for `asiointi-admin doctor`. Everything here only reads.
namespace store {

enum class HostTrouble {
    unreachable, ///< refused, away or hanging: `words` says which
    unverified,  ///< without TLS, or with a certificate of another authority or name (R-158)
    too_old,     ///< older than MariaDB 10.6
    read_only,
    not_ready, ///< a node of a cluster that has lost the majority, or is getting or giving a copy of the data (R-280)
    refused,   ///< it knows no such user, password or database, or something else that `words` tells
};

/// Why a host would not do for a user of ours.
struct UnfitHost {
    HostTrouble trouble;
    std::string words; ///< of the server or its client library: never with a password
};

/// Connects as the programs do, and ends the connection. Nullopt: the host would do. Takes
/// database.connect_timeout_s and a few database.query_timeout_s at most.
[[nodiscard]] std::optional<UnfitHost> examine_host(
    const base::DatabaseHost& host, const base::DatabaseSettings& settings, const std::string& user,
    const base::Credential& password);

struct ServerFacts {
    std::string version;
    std::string tls_cipher; ///< "" when this connection is not encrypted
    base::Instant now;      ///< by its clock
    std::string data_directory;
    unsigned most_connections;
};
[[nodiscard]] ServerFacts server_facts(Database& db);

/// One thing that a user may do.
struct Right {
    std::string schema;   ///< "*": every one
    std::string relation; ///< "*": every one of the schema
    std::string privilege;
    auto operator<=>(const Right&) const = default; // NOLINT(modernize-use-nullptr): there is none
};

/// What the user of this connection may do, without roles. USAGE, which is nothing, is left out.
[[nodiscard]] std::vector<Right> list_rights(Database& db);

/// True for a table or view of our database that this user may do anything with.
[[nodiscard]] bool sees_relation(Database& db, const std::string& name);

/// Reads a row of account_contact, the view that we give to the portal. Throws DatabaseError when it is broken.
void try_contacts(Database& db);

/// True when this user may call the procedure.
[[nodiscard]] bool sees_procedure(Database& db, const std::string& name);

/// How the migrations of a program compare with a database.
struct SchemaState {
    std::vector<std::string> missing; ///< "4 (help_desk)": not applied, or not to the end
    std::vector<std::string> changed; ///< applied with another text
    unsigned newest = 0;              ///< version in the database
};
[[nodiscard]] SchemaState compare_schema(Database& db, const std::vector<Migration>& migrations);

/// What leaves in bulk, at its own pace, does not count as waiting.
struct OutboxState {
    std::optional<base::Instant> oldest_queued; ///< when it was asked for
    unsigned queued = 0;
    unsigned dead = 0;      ///< since `since`
    std::string last_reply; ///< why the newest of these died, or ""
};
[[nodiscard]] OutboxState outbox_state(Database& db, base::Instant since);

} // namespace store
