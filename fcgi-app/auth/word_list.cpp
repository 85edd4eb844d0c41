#include "auth/word_list.hpp"

#include "base/text.hpp"
#include "base/whole_file.hpp"

#include <algorithm>
#include <stdexcept>

namespace auth {
namespace {

/// Nearly all lines of the lists that are delivered: there is nothing to fold or to compose.
bool is_plain(std::string_view word)
{
    return std::ranges::all_of(
        word, [](char c) { return static_cast<unsigned char>(c) < 0x80 && !(c >= 'A' && c <= 'Z'); });
}

/// Calls `use` with each word of the file, as read_word_list() describes them.
template <class Use>
void each_word(const std::string& file, Use use)
{
    const auto content = base::whole_file(file);
    if (!content) throw std::runtime_error{file + ": cannot be read"};
    bool is_any = false;
    for (std::string_view rest{*content}; !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        const auto is_plain_line = is_plain(line);
        if (!is_plain_line && !base::is_utf8(line)) throw std::runtime_error{file + ": is not UTF-8"};
        const auto word = base::trimmed(line);
        if (word.empty() || word.front() == '#') continue;
        use(is_plain_line ? word : base::to_nfc(base::to_lower(word)));
        is_any = true;
    }
    if (!is_any) throw std::runtime_error{file + ": holds no words"};
}

} // namespace

std::vector<std::string> read_word_list(const std::string& file)
{
    std::vector<std::string> words;
    each_word(file, [&](std::string_view word) { words.emplace_back(word); });
    return words;
}

WordSet::WordSet(const std::string& file)
{
    each_word(file, [&](std::string_view word) {
        starts_.push_back(static_cast<std::uint32_t>(text_.size()));
        text_.append(word).push_back('\n');
    });
    text_.shrink_to_fit();
    starts_.shrink_to_fit();
    const auto word_at = [this](std::uint32_t start) { return at(start); };
    if (!std::ranges::is_sorted(starts_, {}, word_at)) std::ranges::sort(starts_, {}, word_at);
}

bool WordSet::contains(std::string_view word) const
{
    return std::ranges::binary_search(starts_, word, {}, [this](std::uint32_t start) { return at(start); });
}

std::string_view WordSet::at(std::uint32_t start) const
{
    return std::string_view{text_}.substr(start, text_.find('\n', start) - start);
}

} // namespace auth
