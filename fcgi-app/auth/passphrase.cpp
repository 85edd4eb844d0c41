#include "auth/passphrase.hpp"

#include "auth/secret.hpp"
#include "auth/word_list.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>
#include <stdexcept>

namespace auth {

namespace {

constexpr std::size_t words_in_phrase = 4;
constexpr std::size_t fewest_words = 1024; ///< ten bits for each word
constexpr std::size_t shortest_word = 3;
constexpr std::size_t longest_word = 9;

bool is_suitable(const std::string& word)
{
    const auto length = base::code_points(word);
    const bool is_one_word = word.find_first_of(" \t") == std::string::npos && !base::has_control_characters(word);
    return is_one_word && length >= shortest_word && length <= longest_word;
}

std::vector<std::string> read_words(const std::string& file)
{
    auto words = read_word_list(file);
    const auto unsuitable = std::ranges::find_if_not(words, is_suitable);
    if (unsuitable != words.end()) throw std::runtime_error{file + ": not a word of 3 to 9 letters: " + *unsuitable};
    std::ranges::sort(words);
    words.erase(std::unique(words.begin(), words.end()), words.end());
    if (words.size() < fewest_words) {
        throw std::runtime_error{file + ": has " + std::to_string(words.size()) + " words instead of 1024 or more"};
    }
    return words;
}

/// A number below `end`, each equally likely.
std::size_t random_index(std::size_t end)
{
    constexpr std::uint64_t range = std::uint64_t{std::numeric_limits<std::uint32_t>::max()} + 1;
    const std::uint64_t fair = range / end * end;
    // A number beyond the last whole multiple would make the first words likelier.
    for (;;) {
        std::uint64_t number = 0;
        for (const char byte : random_bytes(4)) number = number << 8U | static_cast<unsigned char>(byte);
        if (number < fair) return number % end;
    }
}

} // namespace

Passphrases::Passphrases(const std::string& directory)
{
    for (const auto language : base::all_languages) {
        const auto file = directory + "/passphrase-" + std::string{base::code(language)} + ".txt";
        words_[static_cast<std::size_t>(language)] = read_words(file);
    }
}

std::string Passphrases::suggest(base::Language language, std::size_t min_length) const
{
    const auto& words = words_[static_cast<std::size_t>(language)];
    std::string phrase;
    std::set<std::size_t> drawn;
    while (drawn.size() < words_in_phrase || base::code_points(phrase) < min_length) {
        // A phrase of one word over and over would be easy to guess.
        const auto [word, is_new] = drawn.insert(random_index(words.size()));
        if (!is_new) continue;
        if (!phrase.empty()) phrase += ' ';
        phrase += words[*word];
    }
    return phrase;
}

} // namespace auth
