#pragma once

#include "store/accounts.hpp"
#include "store/legacy_users.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What the import looks up for the users of many addresses at once: each function is one statement.
namespace store {

/// Whether the rows found stay locked until the transaction ends.
enum class RowLock { none, for_update };

[[nodiscard]] std::vector<LegacyUser>
list_legacy_users(Database& db, const std::vector<std::string>& portal_ids, RowLock lock);
[[nodiscard]] std::vector<Account> list_accounts(Database& db, const std::vector<base::AccountId>& ids, RowLock lock);
[[nodiscard]] std::vector<Account>
list_accounts_by_email(Database& db, const std::vector<std::string>& email_keys, RowLock lock);

/// Which old users lead to these accounts.
[[nodiscard]] std::vector<std::pair<base::AccountId, std::string>>
list_portal_ids_of(Database& db, const std::vector<base::AccountId>& accounts);

/// Which of these addresses were given up by now, and by which account, whose owner may still take it back.
[[nodiscard]] std::vector<std::pair<std::string, base::AccountId>>
list_reservations(Database& db, const std::vector<std::string>& email_keys, base::Instant now);

} // namespace store
