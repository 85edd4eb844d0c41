#pragma once

#include "base/language.hpp"
#include "store/database.hpp"

#include <optional>
#include <string>
#include <vector>

/// User ids in the portal for newcomers. The portal's administrator may give a procedure for it, portal_create_user (DESIGN,
/// "The existing database"; sql/portal-example); who registers is queued, and the background process asks for the id.
namespace store {

/// Queues an account that has no user id in the portal. In the transaction that makes it.
void queue_portal_id(Transaction& tx, base::AccountId account, base::Instant now);

/// Somebody who has no user id in the portal yet.
struct Newcomer {
    base::AccountId account;
    std::string public_id;
    std::string email;
    std::string given_name;
    std::string family_name;
    std::optional<base::Language> language;
};

/// Takes the queued account that is due longest and puts its next try off, longer after each try, so that a process that dies
/// has lost nothing. Nullopt when none is due. Accounts that are locked or closed wait.
[[nodiscard]] std::optional<Newcomer> claim_newcomer(Database& db, base::Instant now);

/// Calls portal_create_user, outside any transaction of ours. Of one public id it makes one user, however often it is called.
/// Throws DatabaseError when the procedure is missing, may not be called, fails, or gives no id.
[[nodiscard]] std::string create_portal_user(Database& db, const Newcomer& newcomer);

enum class PortalLink {
    made,
    account_waits,   ///< it was locked or closed meanwhile, and stays in the queue
    of_somebody_else ///< another account has that id: a human must look at the procedure
};

/// Links the id to the account and takes the account off the queue; the checks learn of it. Else nothing is linked.
[[nodiscard]] PortalLink
link_portal_id(Transaction& tx, const Newcomer& newcomer, const std::string& portal_id, base::Instant now);

} // namespace store
