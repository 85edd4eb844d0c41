#pragma once

#include "auth/word_list.hpp"
#include "base/secret.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace auth {

/// What is wrong with a new password. `none` is the only value with which it may be stored.
enum class PasswordFault { none, too_short, too_long, not_text, common, personal, guessable };

struct PasswordLimits {
    std::size_t min_length; ///< code points after NFC
    std::size_t max_length; ///< code points after NFC
    double min_guess_bits;  ///< log2 of the guesses that zxcvbn expects
};

/// The one rule for new passwords: registration, recovery and change (R-001… ).
/// Loads its lists once, before the fork; judge() changes nothing.
///
/// In this order: it must be text (UTF-8 without control characters, R-030), long enough and not too long, no line
/// of the list of common passwords, not made of words about the person or the city alone (personal_words.hpp), and
/// hard enough to guess (guessability.hpp). Case never counts in a password's favour. No kind of character is asked
/// for: four words that do not belong together are enough.
class PasswordPolicy {
public:
    /// directory  holds common.txt (one NFC lower-case password a line) and words-fi.txt, words-sv.txt (one word a
    ///            line, the most frequent first). Throws std::runtime_error naming the file when one cannot be read.
    /// words      the installation's own: names of the city, the services, and what the settings forbid.
    PasswordPolicy(const std::string& directory, PasswordLimits limits, const std::vector<std::string>& words);

    /// personal  the person's address and names; empty ones are ignored. Compared with the whole password and its
    ///           simple derivatives (case, digits and signs added, joined, doubled, backwards), never with a part of
    ///           it.
    /// Checks the length first, so that an enormous text costs nothing.
    [[nodiscard]] PasswordFault judge(const base::Password& password, const std::vector<std::string>& personal) const;

    [[nodiscard]] const PasswordLimits& limits() const { return limits_; }

private:
    PasswordLimits limits_;
    WordSet common_;
    std::vector<std::string> own_words_;  ///< as personal_words() takes them apart
    std::vector<std::string> dictionary_; ///< fi and sv words in turn, so that rank follows frequency
};

/// The number of code points a person typed, after NFC; 0 when it is not text. For the message "it has N characters".
[[nodiscard]] std::size_t password_length(const base::Password& password);

} // namespace auth
