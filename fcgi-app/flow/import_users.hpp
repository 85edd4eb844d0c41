#pragma once

#include "flow/import_decision.hpp"
#include "flow/import_source.hpp"
#include "store/database.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <stdexcept>
#include <vector>

namespace flow {

/// How far an import is. The second part may be done more than once, when accounts have given up addresses for others.
struct ImportProgress {
    enum class Part { reading, deciding };
    Part part;
    std::uint64_t done;  ///< users, or bytes of a file while reading
    std::uint64_t total; ///< at the end of this part
};

struct ImportOptions {
    base::Instant now;
    bool apply = false; ///< false: tells what would be done, and changes nothing
    /// Who was last seen longer ago is recorded but not activated: addresses are recycled.
    std::chrono::days long_unseen_after{3652}; ///< ten years
    unsigned users_at_once = 500;              ///< in one transaction, unless one address has more
    bool fewer_users = false;                  ///< the source may lack more than half of the users on record
    bool password_hashes = false;              ///< those of the source come along
    std::vector<base::Key> keys{};             ///< ours, the current one first; needed for password hashes alone
    auth::HashCost cost{64, 2};                ///< of Argon2id around password hashes
    unsigned hashing_threads = 1;
    std::function<void(const ImportProgress&)> progress = [](const ImportProgress&) {};
    /// Asked after every step: true stops the import, which then clears up.
    std::function<bool()> is_to_stop = [] { return false; };
    /// Called at the end for everybody who needs a human, in the order of the source.
    std::function<void(const ImportFinding&)> found = [](const ImportFinding&) {};
};

struct ImportResult {
    unsigned seen = 0; ///< users in the portal
    unsigned accounts_created = 0;
    unsigned accounts_renewed = 0; ///< still the portal's: address, names or language taken over again
    unsigned passwords_imported = 0;
    unsigned users_linked = 0; ///< to a new or an existing account, for the first time
    unsigned rows_written = 0; ///< of legacy_user; 0 when nothing has changed since the last run
    unsigned users_gone = 0;   ///< on record, but no longer in the portal
    std::map<store::LegacyStatus, unsigned> by_status; ///< of the users in the portal, as they stand now
    unsigned findings = 0;                             ///< who needs a human
    std::optional<CsvEncoding> encoding;               ///< of the file, told or found out; nullopt: the source is none
    std::vector<std::string> schemes;                  ///< of the old portal's passwords that let people in
};

/// The source breaks a promise: an id is missing, doubled or too long, a line is broken, there are no users, or less than
/// half of those who were there before. No user was written.
class ImportSourceFaults : public std::runtime_error {
public:
    explicit ImportSourceFaults(std::vector<std::string> faults);
    [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; } ///< a line each, a hundred or so

private:
    std::vector<std::string> faults_;
};

/// Another import is running, or has taken over while this one slept.
class ImportIsRunning : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The import was told to stop. What is finished stays, and the next run goes on with the rest.
class ImportStopped : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Makes accounts of the old portal's users (DESIGN, "The existing database"; ).
///
/// Copies the source into a table of ours, judging each user, and then walks through that table address by address, some
/// hundred users in one transaction: the process needs no more memory for a million users than for a thousand. Old users
/// of one address become one account when all their names agree; otherwise each of them waits for a human. The import may
/// be stopped anywhere, even killed, and simply run again: what is done is found done, and nothing is written twice. An
/// account whose owner has signed in or set a password keeps its address, names, language and password, and what was
/// linked once stays linked.
///
/// It may run beside the pages workers, and refuses to run beside another import.
/// Throws DatabaseError when the database fails (what is finished stays), and the three above.
[[nodiscard]] ImportResult import_users(store::Database& db, ImportSource& source, const ImportOptions& options);

} // namespace flow
