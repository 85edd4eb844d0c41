#pragma once

#include "store/accounts.hpp"
#include "store/outbox.hpp"

#include <string_view>

namespace flow {

/// The detail of the event, and of the mail, when an account is closed because nobody uses it: nobody has asked for that.
constexpr std::string_view closed_as_dormant = "nobody has signed in for years";

/// Closes an account, for whoever asked: its sessions and open links end, and its owner gets the mail that says until
/// when coming back is possible (in `language`). The account is erased from `erase_at` on. False, and nothing is done,
/// when the account is not active any more. `event` says who did it.
[[nodiscard]] bool close_in(
    store::Transaction& tx, const store::Account& account, base::Language language, base::Instant erase_at,
    base::Instant now, const store::AuditEvent& event);

} // namespace flow
