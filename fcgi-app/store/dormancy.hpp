#pragma once

#include "store/accounts.hpp"

#include <string_view>
#include <vector>

/// Accounts that nobody uses any more, and what their owners were told of that.
///
/// An account was used when somebody signed in, or set a password, when it was made, and when an old user of the portal was
/// linked to it. Never dormant: what is not active, a member of staff's, and one for which staff have something to do.
namespace store {

/// So long before its end the owner is told.
constexpr std::chrono::days dormancy_notice{60};
/// So long after that the account may be closed. Whoever could not be closed by then, as when staff had locked the account, is
/// told anew.
constexpr std::chrono::days dormancy_notice_holds{30};

/// In the trail, in the place of a detail: nobody could be told.
constexpr std::string_view untold_of_dormancy = "no mail reaches the address";

/// Forgets up to `most` notices that are too old to close an account by.
void forget_old_notices(Database& db, unsigned most, base::Instant now);

/// Up to `most` accounts that nobody has used after `unused_since`, whose owners have not been told of it. An owner for whom
/// such a mail is still in the outbox, whatever became of it, waits until the purge has removed it.
[[nodiscard]] std::vector<Account> list_untold_dormant(Database& db, base::Instant unused_since, unsigned most);

/// Up to `most` accounts whose owners were told in time, and not too long ago, and which nobody has used after `unused_since`.
[[nodiscard]] std::vector<Account>
list_told_dormant(Database& db, base::Instant unused_since, unsigned most, base::Instant now);

/// True while the account would still be listed so. Its row stays locked: whoever signs in at this moment does so before this
/// transaction, or after it; and two hosts never tell the same owner.
[[nodiscard]] bool lock_untold_dormant(Transaction& tx, base::AccountId id, base::Instant unused_since);
[[nodiscard]] bool
lock_told_dormant(Transaction& tx, base::AccountId id, base::Instant unused_since, base::Instant now);

/// True when nobody has used the account after `unused_since`, and nothing else keeps it; told or not.
[[nodiscard]] bool is_dormant(Database& db, base::AccountId id, base::Instant unused_since);

/// Notes that the owner is being told. Queue the mail in the same transaction.
void mark_told_of_dormancy(Transaction& tx, base::AccountId id, base::Instant now);

/// The mail server took a notice that was queued at `queued_at`: the trail says that the owner was told now. No mark
/// when somebody has signed in since.
void note_dormancy_told(Transaction& tx, base::AccountId id, base::Instant queued_at, base::Instant now);

/// A notice did not leave. Where no mail reaches the address, nobody can be told, and the mark stays; else the owner is to be
/// told another time.
void note_dormancy_untold(Transaction& tx, base::AccountId id, base::Instant now);

/// No mark: the owner is told anew before the account is closed.
void forget_told_dormancy(Transaction& tx, base::AccountId id);

} // namespace store
