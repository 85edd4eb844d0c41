#include "store/account_row.hpp"

namespace store {

base::Language read_language(const Row& row, unsigned column)
{
    if (const auto language = base::language_from_code(row.text(column))) return *language;
    throw DatabaseError{"column " + std::to_string(column) + " holds no language of ours"};
}

Account read_account(const Row& row, unsigned first)
{
    return {
        .id = row.account_id(first),
        .public_id = row.text(first + 1),
        .email = row.text(first + 2),
        .email_key = row.text(first + 3),
        .given_name = row.text(first + 4),
        .family_name = row.text(first + 5),
        .language = row.is_null(first + 6) ? std::nullopt : std::optional{read_language(row, first + 6)},
        .password_hash = row.optional_text(first + 7),
        .password_generation = static_cast<std::uint32_t>(row.integer(first + 8)),
        .state = static_cast<AccountState>(row.integer(first + 9)),
        .mail_stopped = row.integer(first + 10) != 0,
        .state_reason = static_cast<StateReason>(row.integer(first + 11)),
        .erase_at = row.optional_instant(first + 12),
        .was_used = row.integer(first + 13) != 0};
}

} // namespace store
