#pragma once

#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The old portal's users, through the view `portal_user`. What became of them: store/legacy_users.hpp.
namespace store {

/// One row of the view, as it is there: every text may be empty, padded or nonsense, of any length.
struct PortalUser {
    std::string id;
    std::string old_name;
    std::string email;
    std::string given_name;
    std::string family_name;
    std::string language;
    std::optional<base::Instant> last_used; ///< nullopt: the portal does not know
    bool closed;
    std::string password_hash{}; ///< as the portal keeps it; "" unless the import asks for it
};

/// Up to `most` users in the order of the view's own id, beginning behind `after`, or with the first.
[[nodiscard]] std::vector<PortalUser>
list_portal_users(Database& db, const std::optional<std::string>& after, unsigned most);

/// How many rows the view has.
[[nodiscard]] std::uint64_t count_portal_users(Database& db);

/// True when the view has the optional column `password_hash`.
[[nodiscard]] bool portal_has_password_hashes(Database& db);

/// As list_portal_users(), with the column `password_hash`.
[[nodiscard]] std::vector<PortalUser>
list_portal_users_with_hashes(Database& db, const std::optional<std::string>& after, unsigned most);

} // namespace store
