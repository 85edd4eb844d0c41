#pragma once

#include "store/legacy_users.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The table `import_user`: the portal's users as one run of the import has read and judged them. It is ours, so they can
/// be walked by address, and a million of them need no memory in the process.
namespace store {

struct StagedUser {
    std::uint64_t position; ///< in the source, from 1
    LegacyUser facts;       ///< tidied and cut; the status tells what is in the way, `shared_address` that nothing is
    std::optional<base::Instant> last_used;
    std::optional<std::string> password_hash{}; ///< as the portal has it
};

/// Makes room for a run. Ends any open transaction, as every change of the schema does.
void empty_staging(Database& db);

void stage(Database& db, const std::vector<StagedUser>& users);

/// Some portal ids that more than one staged user has, at most `most`.
[[nodiscard]] std::vector<std::string> list_ids_staged_twice(Database& db, unsigned most);

/// Up to `most` users with nothing in their way, by ascending canonical address behind `after`; "" for the first. The
/// users of one address come in the order of the source.
[[nodiscard]] std::vector<StagedUser> list_staged_by_address(Database& db, const std::string& after, unsigned most);

/// All users of one canonical address.
[[nodiscard]] std::vector<StagedUser> list_staged_of_address(Database& db, const std::string& key);

/// Up to `most` users with something in their way, in the order of the source behind `after`; 0 for the first.
[[nodiscard]] std::vector<StagedUser> list_staged_obstacles(Database& db, std::uint64_t after, unsigned most);

/// Users on record who are not staged, by ascending portal id behind `after`; "" for the first.
[[nodiscard]] std::vector<LegacyUser> list_users_gone(Database& db, const std::string& after, unsigned most);

/// Old users who have not been found gone from the portal: without tombstones, and without who registered here.
struct UsersOnRecord {
    unsigned known;
    unsigned staged; ///< of these
};
/// Linked users who are gone count as known: nothing says so of them. Expects every portal id to be staged once at most.
[[nodiscard]] UsersOnRecord count_users_on_record(Database& db);

/// What a run found out about a staged user, as a number of the caller's.
struct StagedFinding {
    StagedUser user;
    unsigned finding;
};

/// Marks users for list_staged_findings(); `finding` is not 0.
void mark_findings(Database& db, const std::vector<std::uint64_t>& positions, unsigned finding);
void clear_findings(Database& db);

/// Marked users in the order of the source behind `after`; 0 for the first.
[[nodiscard]] std::vector<StagedFinding> list_staged_findings(Database& db, std::uint64_t after, unsigned most);

} // namespace store
