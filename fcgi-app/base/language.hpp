#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace base {

/// The languages of every page and mail. The numbers index tables; the codes are stored in the database.
enum class Language { fi = 0, sv = 1, en = 2 };

constexpr std::array all_languages{Language::fi, Language::sv, Language::en};

/// "fi", "sv" or "en": BCP 47, as in the lang attribute and in the column account.locale.
[[nodiscard]] constexpr std::string_view code(Language language)
{
    constexpr std::array<std::string_view, 3> codes{"fi", "sv", "en"};
    return codes[static_cast<std::size_t>(language)];
}

/// The language with exactly this code; nullopt for every other text.
[[nodiscard]] std::optional<Language> language_from_code(std::string_view code);

/// The best of our languages for an Accept-Language header (RFC 9110, 12.5.4), by weight and then by order;
/// "sv-FI" counts as "sv". Nullopt when the header is malformed or names none of ours.
[[nodiscard]] std::optional<Language> language_from_header(std::string_view accept_language);

} // namespace base
