#include "auth/guessability.hpp"

#include "base/secret.hpp"

#include <algorithm>
#include <bitset>
#include <zxcvbn.h>

namespace auth {

namespace {

constexpr std::size_t window_bytes = 100;
constexpr std::size_t ranked_words = 2048;
constexpr std::size_t shortest_word = 3; ///< bytes; shorter ones are in every random text by chance

/// Stands for a dictionary word that the password cannot contain; passwords have no control characters.
constexpr const char* no_word = "\x01";

/// The letters that zxcvbn reads a byte as: itself and those that it resembles.
std::string readings(char c)
{
    constexpr std::pair<char, std::string_view> look_alikes[] = {
        {'4', "a"}, {'@', "a"}, {'8', "b"}, {'(', "c"},  {'{', "c"}, {'[', "c"},  {'<', "c"},
        {'3', "e"}, {'6', "g"}, {'9', "g"}, {'1', "il"}, {'!', "i"}, {'|', "il"}, {'7', "lt"},
        {'0', "o"}, {'$', "s"}, {'5', "s"}, {'+', "t"},  {'%', "x"}, {'2', "z"}};
    std::string letters{c};
    for (const auto& [sign, meant] : look_alikes) {
        if (sign == c) letters += meant;
    }
    return letters;
}

/// All pairs of neighbouring bytes in the password: a word with any other pair is not in it.
class Pairs {
public:
    explicit Pairs(std::string_view password)
    {
        for (std::size_t i = 1; i < password.size(); ++i) add(readings(password[i - 1]), readings(password[i]));
    }

    [[nodiscard]] bool may_contain(std::string_view word) const
    {
        if (word.size() < shortest_word) return false;
        for (std::size_t i = 1; i < word.size(); ++i) {
            if (!present_.test(index(word[i - 1], word[i]))) return false;
        }
        return true;
    }

private:
    static std::size_t index(char a, char b)
    {
        return static_cast<std::size_t>(static_cast<unsigned char>(a)) << 8U | static_cast<unsigned char>(b);
    }

    void add(std::string_view firsts, std::string_view seconds)
    {
        for (const char a : firsts) {
            for (const char b : seconds) present_.set(index(a, b));
        }
    }

    std::bitset<65536> present_;
};

/// The list for zxcvbn, where a word's place is its rank: words that cannot match keep their places up to
/// `ranked_words` and are left out behind it.
std::vector<const char*>
ranked_list(const Pairs& pairs, const std::vector<std::string>& known_words, const std::vector<std::string>& dictionary)
{
    std::vector<const char*> list;
    for (const auto& word : known_words) {
        if (word.size() >= shortest_word) list.push_back(word.c_str());
    }
    for (const auto& word : dictionary) {
        if (pairs.may_contain(word))
            list.push_back(word.c_str());
        else if (list.size() < ranked_words)
            list.push_back(no_word);
    }
    while (!list.empty() && list.back() == no_word) list.pop_back();
    list.push_back(nullptr);
    return list;
}

double window_bits(
    std::string_view window, const std::vector<std::string>& known_words, const std::vector<std::string>& dictionary)
{
    auto list = ranked_list(Pairs{window}, known_words, dictionary);
    const base::Password text{std::string{window}};
    return ZxcvbnMatch(text.reveal().c_str(), list.data(), nullptr);
}

} // namespace

double guess_bits(
    std::string_view lower_password, const std::vector<std::string>& known_words,
    const std::vector<std::string>& dictionary)
{
    const auto first = window_bits(lower_password.substr(0, window_bytes), known_words, dictionary);
    if (lower_password.size() <= window_bytes) return first;
    const auto end = lower_password.substr(lower_password.size() - window_bytes);
    return std::max(first, window_bits(end, known_words, dictionary));
}

} // namespace auth
