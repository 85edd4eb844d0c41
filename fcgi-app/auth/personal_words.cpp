#include "auth/personal_words.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace auth {

namespace {

constexpr std::size_t shortest_word = 2; ///< code points
constexpr std::size_t additions_allowed = 8;

bool is_ascii(char c)
{
    return static_cast<unsigned char>(c) < 0x80;
}

/// Whatever is not ASCII counts as a letter: the names of the city's residents have more letters than a to z.
bool is_letter(char c)
{
    return !is_ascii(c) || (c >= 'a' && c <= 'z');
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Signs that join the parts of names and addresses.
bool is_joint(char c)
{
    return std::string_view{" .,-_@+'/"}.find(c) != std::string_view::npos;
}

std::string without_joints(std::string_view text)
{
    std::string result{text};
    std::erase_if(result, is_joint);
    return result;
}

void add_letter_runs(std::string_view text, std::vector<std::string>& words)
{
    for (auto start = text.begin(); start != text.end();) {
        start = std::find_if(start, text.end(), is_letter);
        const auto end = std::find_if_not(start, text.end(), is_letter);
        words.emplace_back(start, end);
        start = end;
    }
}

void add_words_of(const std::string& text, std::vector<std::string>& words)
{
    const auto lower = base::to_nfc(base::to_lower(text));
    words.push_back(without_joints(lower));
    const auto at = lower.find('@');
    if (at != std::string::npos) {
        words.push_back(without_joints(lower.substr(0, at)));
        words.push_back(without_joints(lower.substr(at + 1)));
    }
    add_letter_runs(lower, words);
}

/// The code points in reverse order.
std::string backwards(std::string_view text)
{
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    std::string result;
    for (auto end = text.size(); end > 0;) {
        auto start = end - 1;
        while (start > 0 && continues(text[start])) --start;
        result += text.substr(start, end - start);
        end = start;
    }
    return result;
}

/// The fewest additions with which words make up the text; more than the text has bytes when they cannot.
std::size_t fewest_additions(std::string_view text, const std::vector<std::string>& words)
{
    const auto never = text.size() + 1;
    std::vector<std::size_t> to_reach(text.size() + 1, never);
    to_reach[0] = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (to_reach[i] == never) continue;
        const auto reach = [&](std::size_t next, std::size_t cost) {
            to_reach[next] = std::min(to_reach[next], to_reach[i] + cost);
        };
        if (!is_letter(text[i])) reach(i + 1, 1);
        for (const auto& word : words) {
            if (text.substr(i).starts_with(word)) reach(i + word.size(), 0);
        }
    }
    return to_reach.back();
}

bool reads_as(std::string_view text, const std::vector<std::string>& words)
{
    const auto additions = fewest_additions(text, words);
    // As many additions as bytes: no word is in it at all.
    return additions <= additions_allowed && additions < text.size();
}

} // namespace

std::vector<std::string> personal_words(const std::vector<std::string>& texts)
{
    std::vector<std::string> words;
    for (const auto& text : texts) {
        if (base::is_utf8(text)) add_words_of(text, words);
    }
    std::erase_if(words, [](const std::string& word) {
        return base::code_points(word) < shortest_word || std::ranges::all_of(word, is_digit);
    });
    std::ranges::sort(words);
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

bool is_made_of(std::string_view lower_password, const std::vector<std::string>& words)
{
    const auto text = without_joints(lower_password);
    return reads_as(text, words) || reads_as(backwards(text), words);
}

} // namespace auth
