#pragma once

#include "store/database.hpp"

#include <string>
#include <vector>

namespace store {

/// Why a resident gets a letter on paper instead of an invitation.
enum class LetterReason { no_address, invalid_address, bounced, not_theirs };

/// An old user of the portal whom no mail reaches.
struct PaperLetter {
    std::string portal_id;
    std::string old_name;
    std::string given_name;
    std::string family_name;
    std::string language; ///< "fi", "sv", "en"; "" when nobody knows
    LetterReason reason;
};

/// Up to `most` of them behind `after` ("" for the first), by portal id as text. Of an account with several old users, the
/// primary one. Whoever has a password needs no letter.
[[nodiscard]] std::vector<PaperLetter> list_paper_letters(Database& db, const std::string& after, unsigned most);

} // namespace store
