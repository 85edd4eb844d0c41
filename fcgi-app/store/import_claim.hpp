#pragma once

#include "store/database.hpp"

#include <optional>
#include <string>

/// One import at a time. The row of `import_claim` says who imports; it is a promise of courtesy between runs and not what
/// keeps the data whole, since every step of an import decides anew.
namespace store {

class ImportClaim {
public:
    /// Takes the claim; nullopt when another run holds it. A run whose connection has gone, or that gave no sign of life
    /// for two minutes where that cannot be seen (another server of a cluster), holds it no more.
    [[nodiscard]] static std::optional<ImportClaim> take(Database& db);

    /// Gives a sign of life; false when another run has taken the claim meanwhile.
    [[nodiscard]] bool beat(Database& db) const;

    void give_back(Database& db) const;

private:
    explicit ImportClaim(std::string token) : token_{std::move(token)} {}
    std::string token_;
};

/// Deletes what a run left that was killed, or that lost the database at its end: up to `most` users of `import_user`, once
/// that run gave no sign of life for an hour. If it only slept, it finds its claim gone and stops. Returns how many.
int clear_up_after_import(Database& db, unsigned most);

/// When the run that holds the claim began, for who is refused: "2026-11-23 08:00:01", UTC.
[[nodiscard]] std::string start_of_running_import(Database& db);

} // namespace store
