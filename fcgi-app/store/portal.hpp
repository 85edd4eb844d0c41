#pragma once

#include "store/accounts.hpp"
#include "store/legacy_users.hpp"

#include <optional>
#include <string>
#include <vector>

/// The old portal's users: reading them through the view `portal_user`, and recording what the import made of them.
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
};

/// Up to `most` users in the order of the view's own id, beginning behind `after`, or with the first.
[[nodiscard]] std::vector<PortalUser>
list_portal_users(Database& db, const std::optional<std::string>& after, unsigned most);

[[nodiscard]] std::optional<PortalUser> find_portal_user(Database& db, const std::string& id);

/// What is on record of an old user: the portal's facts, tidied, and what became of them.
struct LegacyUser {
    std::string portal_id;
    std::string old_name;
    std::string old_name_key;
    std::optional<std::string> email;
    std::optional<std::string> email_key;
    std::string given_name;
    std::string family_name;
    std::optional<base::Language> language;
    LegacyStatus status;
    std::optional<base::AccountId> account; ///< set when the status is `linked`
    std::string note;                       ///< for staff: why

    bool operator==(const LegacyUser&) const = default;
};

[[nodiscard]] std::optional<LegacyUser> find_legacy_user(Database& db, const std::string& portal_id);

/// Up to `most` users on record by ascending portal id, as text, behind `after`; "" for the first.
[[nodiscard]] std::vector<LegacyUser> list_legacy_users(Database& db, const std::string& after, unsigned most);

/// Writes a row anew or over the old one. The time of linking is set when the account is, and then kept.
void record_legacy_user(Transaction& tx, const LegacyUser& user, base::Instant now);

/// Gives an imported account the portal's present address, names and language. A new address raises the password
/// generation and lets mails leave again. False, and nothing changed, when by now the account has a password or is not
/// active, so that what a resident has set always stays, or when another account has the address.
[[nodiscard]] bool
renew_imported_account(Transaction& tx, base::AccountId id, const NewAccount& present, base::Instant now);

} // namespace store
