#pragma once

#include "store/accounts.hpp"

/// What read_account() reads, in this order, of a table with the alias `a`. A macro, because statements are literals.
#define ACCOUNT_COLUMNS                                                                                                \
    "a.id, a.public_id, a.email, a.email_key, a.given_name, a.family_name, a.locale, a.password_hash,"                 \
    " a.password_generation, a.state, a.mail_stopped_at IS NOT NULL, a.state_reason, a.erase_at,"                      \
    " (a.first_password_at IS NOT NULL OR a.first_sign_in_at IS NOT NULL)"

namespace store {

/// first  the index of the first of the ACCOUNT_COLUMNS.
[[nodiscard]] Account read_account(const Row& row, unsigned first = 0);

/// "fi", "sv" or "en" of a column; throws DatabaseError for anything else.
[[nodiscard]] base::Language read_language(const Row& row, unsigned column);

} // namespace store
