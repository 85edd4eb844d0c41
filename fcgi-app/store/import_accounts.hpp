#pragma once

#include "store/accounts.hpp"
#include "store/legacy_users.hpp"

#include <optional>
#include <string>
#include <vector>

/// What the import writes for the users of many addresses at once.
namespace store {

/// Creates accounts, in the order given; nullopt where the address has one already or is reserved, as create_account().
/// A password hash is the portal's: nobody has set a password yet.
[[nodiscard]] std::vector<std::optional<base::AccountId>>
create_accounts(Transaction& tx, const std::vector<NewAccount>& accounts, base::Instant now);

/// As take_turn() of each of these accounts.
void take_turns(Transaction& tx, const std::vector<base::AccountId>& accounts);

/// Writes rows anew or over the old ones. The time of linking is set when the account is, and then kept.
void record_legacy_users(Transaction& tx, const std::vector<LegacyUser>& users, base::Instant now);

/// Gives an imported account the portal's present address, names and language. A new address raises the password
/// generation and lets mails leave again. False, and nothing changed, when by now the account has a password of its
/// owner's or is not active, so that what a resident has set always stays, or when another account has the address
/// or may take it back.
[[nodiscard]] bool
renew_imported_account(Transaction& tx, const Account& account, const NewAccount& present, base::Instant now);

/// Gives an account the password hash of the portal (auth/imported_hash.hpp), while its owner has never set or used a
/// password here. False, and nothing changed, otherwise.
[[nodiscard]] bool
import_password(Transaction& tx, base::AccountId id, const std::string& imported_hash, base::Instant now);

[[nodiscard]] unsigned count_imported_passwords(Database& db);

/// Takes up to `most` imported password hashes away; returns how many. Their owners set a password by mail.
[[nodiscard]] unsigned drop_imported_passwords(Database& db, unsigned most, base::Instant now);

} // namespace store
