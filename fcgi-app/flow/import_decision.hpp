#pragma once

#include "auth/email_address.hpp"
#include "store/accounts.hpp"
#include "store/portal.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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
};

/// A stable name in snake_case for scripts, and a sentence for people.
[[nodiscard]] std::string_view name_of(ImportReason reason);
[[nodiscard]] std::string_view sentence_of(ImportReason reason);

struct ImportFinding {
    std::string portal_id;
    std::string old_name;
    std::string email; ///< as on file in the portal
    ImportReason reason;
};

/// A portal user as read and judged on its own.
struct ImportedUser {
    store::LegacyUser
        facts; ///< tidied and cut to fit; the status is the obstacle, or else shared_address until decided
    std::optional<auth::EmailAddress> address;
    std::optional<store::LegacyStatus> obstacle; ///< nullopt: takes part in the group of its address
    std::optional<base::Instant> last_used;
};

/// Closed and long unseen users come first: nobody needs to mend what will not be activated.
/// unseen_before  who was last seen before this is not activated, because addresses are recycled.
[[nodiscard]] ImportedUser judge_portal_user(const store::PortalUser& user, base::Instant unseen_before);

struct ImportMember {
    ImportedUser user;
    std::optional<store::LegacyUser> recorded; ///< by an earlier run
};

/// All that the decision about one address needs.
struct ImportGroup {
    std::vector<ImportMember> members;        ///< in portal order; none has an obstacle
    std::optional<store::Account> at_address; ///< the account that has this address now
    std::vector<store::Account> linked;       ///< the accounts that members are linked to, each once
    bool holds_all_linked = false;            ///< no further old user, of another address, leads to the account
};

/// What to do about one address; everything empty means nothing.
struct ImportPlan {
    std::optional<store::NewAccount> create;
    std::optional<store::NewAccount> renew; ///< for the account of `at_address` or `linked`
    std::optional<store::Account> account;  ///< that account, as it is
    std::vector<store::LegacyUser> rows; ///< that differ from what is recorded; linked to nothing: to the new account
    std::vector<ImportFinding> findings;
    std::vector<store::LegacyStatus> outcomes; ///< of every member, in order

    [[nodiscard]] bool changes_something() const { return create || renew || !rows.empty(); }
};

[[nodiscard]] ImportPlan decide_group(const ImportGroup& group);

/// About a user with an obstacle.
/// linked  the account that it was linked to by an earlier run.
[[nodiscard]] ImportPlan decide_obstacle(const ImportMember& member, const std::optional<store::Account>& linked);

} // namespace flow
