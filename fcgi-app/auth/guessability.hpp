#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace auth {

/// log2 of the guesses that zxcvbn expects for a password (Wheeler 2016). A word of rank n costs n guesses.
///
/// lower_password  lower case, so that capitals count for nothing: zxcvbn folds the case of ASCII letters only, and
///                 a word list in lower case would miss "ÄITI".
/// known_words     what the guesser tries first: words about the person and the city.
/// dictionary      words by falling frequency. Beyond rank 2048 all words count as 2048 (11 bits), because zxcvbn
///                 walks the whole list for each letter of the password.
/// Of more than 100 bytes the first and the last 100 are judged and the better one counts: zxcvbn looks at 100 bytes
/// and hardly credits what follows. Takes less than 20 ms for any password.
[[nodiscard]] double guess_bits(
    std::string_view lower_password, const std::vector<std::string>& known_words,
    const std::vector<std::string>& dictionary);

} // namespace auth
