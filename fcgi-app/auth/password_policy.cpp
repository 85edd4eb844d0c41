#include "auth/password_policy.hpp"

#include "auth/guessability.hpp"
#include "auth/personal_words.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace auth {

namespace {

/// No code point is longer, decomposed, than this; whatever has more bytes is too long without a closer look.
constexpr std::size_t most_bytes_for_one = 16;

/// The words of both lists in turn, so that each keeps about half its rank.
std::vector<std::string> in_turn(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    std::vector<std::string> words;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        if (i < a.size()) words.push_back(a[i]);
        if (i < b.size()) words.push_back(b[i]);
    }
    return words;
}

bool is_text(const std::string& password)
{
    return base::is_utf8(password) && !base::has_control_characters(password);
}

} // namespace

PasswordPolicy::PasswordPolicy(
    // cppcheck-suppress passedByValue ; three numbers
    const std::string& directory, PasswordLimits limits, const std::vector<std::string>& words)
    : limits_{limits}, common_{directory + "/common.txt"}, own_words_{personal_words(words)},
      dictionary_{in_turn(read_word_list(directory + "/words-fi.txt"), read_word_list(directory + "/words-sv.txt"))}
{
}

PasswordFault PasswordPolicy::judge(const base::Password& password, const std::vector<std::string>& personal) const
{
    if (password.reveal().size() > limits_.max_length * most_bytes_for_one) return PasswordFault::too_long;
    if (!is_text(password.reveal())) return PasswordFault::not_text;
    const base::Password normal{base::to_nfc(password.reveal())};
    const auto length = base::code_points(normal.reveal());
    if (length < limits_.min_length) return PasswordFault::too_short;
    if (length > limits_.max_length) return PasswordFault::too_long;

    const base::Password lower{base::to_nfc(base::to_lower(normal.reveal()))};
    if (common_.contains(lower.reveal())) return PasswordFault::common;
    auto known_words = personal_words(personal);
    known_words.insert(known_words.end(), own_words_.begin(), own_words_.end());
    if (is_made_of(lower.reveal(), known_words)) return PasswordFault::personal;
    if (guess_bits(lower.reveal(), known_words, dictionary_) < limits_.min_guess_bits) return PasswordFault::guessable;
    return PasswordFault::none;
}

std::size_t password_length(const base::Password& password)
{
    if (!base::is_utf8(password.reveal())) return 0;
    return base::code_points(base::to_nfc(password.reveal()));
}

} // namespace auth
