#pragma once

#include "base/settings.hpp"
#include "store/database.hpp"

namespace flow {

/// A round sees to a few accounts: 20,000 that have become dormant together take half a day, and the mails of those who wait
/// for one go first.
constexpr std::chrono::seconds between_dormancy_rounds{10};

/// Tells the owners of a few accounts that nobody uses (retention.dormant_years) that they will be closed, and closes a few
/// whose owners were told in time and have not signed in since. A closed one can be come back to, and is erased like
/// one that its owner has closed. Throws DatabaseError when the database fails; each account is seen to whole or not at all.
void see_to_dormant_accounts(store::Database& db, const base::Settings& settings, base::Instant now);

/// True while the account is as good as dormant, and its owner may be told.
[[nodiscard]] bool is_to_be_told(
    store::Database& db, const base::RetentionSettings& retention, base::AccountId account, base::Instant now);

} // namespace flow
