#pragma once

#include "flow/visit.hpp"

#include <optional>
#include <string>
#include <vector>

namespace flow {

/// The password in the form's fields new_password and confirm_password, when it may be set; otherwise nullopt, and what
/// is wrong stands on `page`. One rule for registration, recovery and change.
/// personal  the person's address and names.
[[nodiscard]] std::optional<base::Password>
read_new_password(const Visit& visit, const std::vector<std::string>& personal, view::Page& page);

/// Whether others may know this password: it is the very secret of the link that was mailed, or the one that staff
/// took away. Then the page says so. Spends a hash where one was taken away.
[[nodiscard]] bool is_known_to_others(
    const Visit& visit, const pool::HashingSlot& slot, const base::Password& password, const base::LinkToken& link,
    const std::optional<std::string>& stored, view::Page& page);

/// Puts a fresh passphrase on a page that asks for a new password.
void suggest_passphrase(const Visit& visit, view::Page& page);

/// Queues the mail that tells the owner of a new password, in the transaction that sets it.
/// account  as it was before: its password generation has risen by one.
void queue_password_notice(store::Transaction& tx, const Visit& visit, const store::Account& account);

} // namespace flow
