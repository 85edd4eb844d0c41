#include "store/legacy_user_row.hpp"

namespace store {

LegacyUser read_legacy_user(const Row& row)
{
    const auto language = row.optional_text(7);
    return {
        .portal_id = row.text(0),
        .old_name = row.text(1),
        .old_name_key = row.text(2),
        .email = row.optional_text(3),
        .email_key = row.optional_text(4),
        .given_name = row.text(5),
        .family_name = row.text(6),
        .language = language ? base::language_from_code(*language) : std::nullopt,
        .status = static_cast<LegacyStatus>(row.integer(8)),
        .account = row.is_null(9) ? std::nullopt : std::optional{row.account_id(9)},
        .note = row.text(10)};
}

std::optional<std::string> code_of(const std::optional<base::Language>& language)
{
    return language ? std::optional{std::string{base::code(*language)}} : std::nullopt;
}

} // namespace store
