#pragma once

#include "store/legacy_users.hpp"

/// What read_legacy_user() reads, in this order, of a table with the alias `l`. A macro, because statements are literals.
#define LEGACY_USER_COLUMNS                                                                                            \
    "l.portal_user_id, l.old_name, l.old_name_key, l.email, l.email_key, l.given_name, l.family_name, l.locale,"       \
    " l.status, l.account_id, l.note"

namespace store {

[[nodiscard]] LegacyUser read_legacy_user(const Row& row);

/// "fi", "sv" or "en" for a column.
[[nodiscard]] std::optional<std::string> code_of(const std::optional<base::Language>& language);

} // namespace store
