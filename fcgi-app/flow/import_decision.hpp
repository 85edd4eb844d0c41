#pragma once

#include "auth/email_address.hpp"
#include "auth/imported_hash.hpp"
#include "store/accounts.hpp"
#include "store/import_staging.hpp"
#include "store/portal.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The rules of the import, without I/O: what becomes of the old users of one address (DESIGN, "The existing database").
namespace flow {

/// Why an old user needs a human, or why somebody should look.
enum class ImportReason {
    names_differ,         ///< several old users share the address, and their names are not surely one person's
    account_name_differs, ///< the address has an account, under another name
    account_elsewhere,    ///< the account of the same old users has another address by now
    account_closed,       ///< the resident has closed the account of this address
    two_accounts,         ///< the old users of the address lead to different accounts
    address_changed,      ///< in the portal, but the account has a password, or other old users with the old address
    closed_since,         ///< closed in the portal, but linked to an account that is open without a password
    no_address,
    invalid_address,
    too_long,
    closed_in_portal,
    long_unseen,
    address_kept, ///< the resident has changed the address here, and the portal still has the old one
    name_kept,    ///< the resident's own name differs from the portal's
    language_kept,
    name_and_language_kept,
    hash_unreadable,  ///< the user is imported without the password
    hash_too_costly,  ///< the same
    address_reserved, ///< somebody gave the address up a few days ago, and may still take it back
};

/// A stable name in snake_case for scripts, and a sentence for people.
[[nodiscard]] std::string_view name_of(ImportReason reason);
[[nodiscard]] std::string_view sentence_of(ImportReason reason);

struct ImportFinding {
    std::string portal_id;
    std::string old_name;
    std::string email; ///< as on file in the portal
    std::string name;  ///< given and family name, as on file
    ImportReason reason;
};

/// The portal's password hash of a user, and whether it can come along.
struct PortalPassword {
    std::variant<auth::OldHash, auth::OldHashFault> hash;
    std::vector<std::string> marks; ///< auth::mark_of() under each of our keys, the current one first
};

/// A portal user as read and judged on its own.
struct ImportedUser {
    store::LegacyUser
        facts; ///< tidied and cut to fit; the status is the obstacle, or else shared_address until decided
    std::optional<auth::EmailAddress> address;
    std::optional<store::LegacyStatus> obstacle; ///< nullopt: takes part in the group of its address
    std::optional<base::Instant> last_used;
    std::uint64_t position = 0;               ///< in the source
    std::optional<PortalPassword> password{}; ///< nullopt: the portal has none, or it is not to come along
};

/// Closed and long unseen users come first: nobody needs to mend what will not be activated.
/// unseen_before  who was last seen before this is not activated, because addresses are recycled.
[[nodiscard]] store::StagedUser
judge_portal_user(const store::PortalUser& user, std::uint64_t position, base::Instant unseen_before);

/// keys  of the marks of password hashes.
[[nodiscard]] ImportedUser from_staged(const store::StagedUser& user, const std::vector<base::Key>& keys);

struct ImportMember {
    ImportedUser user;
    std::optional<store::LegacyUser> recorded; ///< by an earlier run
};

/// All that the decision about one address needs.
struct ImportGroup {
    std::vector<ImportMember> members;        ///< in portal order; either without obstacles, or one with its obstacle
    std::optional<store::Account> at_address; ///< the account that has this address now
    std::vector<store::Account> linked;       ///< the accounts that members are linked to, each once
    std::vector<base::AccountId> reserved_for{}; ///< whose owners gave the address up, and may still take it back
    bool holds_all_linked = false;               ///< no further old user, of another address, leads to the account
    std::size_t erased = 0;                      ///< further users whose owners have erased their accounts
};

struct PasswordPlan {
    std::uint64_t position; ///< of its user in the source
    auth::OldHash hash;
    std::string mark;
};

struct PlannedFinding {
    std::uint64_t position; ///< of the user in the source
    ImportReason reason;
};

/// What to do about one address; everything empty means nothing.
struct ImportPlan {
    std::optional<store::NewAccount> create;
    std::optional<store::NewAccount> renew; ///< for the account of `at_address` or `linked`
    std::optional<store::Account> account;  ///< that account, as it is
    std::vector<store::LegacyUser> rows;  ///< that differ from what is recorded; linked to nothing: to the new account
    std::optional<PasswordPlan> password; ///< for the new account or that account
    std::vector<PlannedFinding> findings;
    std::vector<store::LegacyStatus> outcomes; ///< of every member, in order

    [[nodiscard]] bool changes_something() const { return create || renew || password || !rows.empty(); }
};

[[nodiscard]] ImportPlan decide(const ImportGroup& group);

/// True while the import may still change the account: it is active, and its owner has never signed in nor set a password.
[[nodiscard]] bool is_still_the_portals(const store::Account& account);

/// For decide() alone: of members without obstacle; about a user with one, and the account it was linked to earlier.
[[nodiscard]] ImportPlan decide_group(const ImportGroup& group);
[[nodiscard]] ImportPlan decide_obstacle(const ImportMember& member, const std::optional<store::Account>& linked);

} // namespace flow
