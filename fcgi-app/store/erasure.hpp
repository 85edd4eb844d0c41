#pragma once

#include "store/accounts.hpp"

#include <vector>

/// The end of an account whose owner has closed it (GDPR Art. 17).
namespace store {

/// Up to `most` closed accounts whose time to come back is over.
[[nodiscard]] std::vector<Account> list_accounts_to_erase(Database& db, unsigned most, base::Instant now);

/// Erases an account from every table, if it is still closed and its time is over; false when it is not.
///
/// Of an old user of the portal there stays the portal's id alone, as a tombstone that the import respects; so it does of
/// those who led to no account, but have one of its addresses and its owner's name. (Not of an account that was merged into
/// another one.) The audit trail stays, without the account and the network. Mails to the address, sent or not, are forgotten.
bool erase_account(Transaction& tx, const Account& account, base::Instant now);

} // namespace store
