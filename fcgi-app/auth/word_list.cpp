#include "auth/word_list.hpp"

#include "base/text.hpp"

#include <fstream>
#include <stdexcept>

namespace auth {

std::vector<std::string> read_word_list(const std::string& file)
{
    std::ifstream lines{file};
    if (!lines) throw std::runtime_error{file + ": cannot be read"};
    std::vector<std::string> words;
    for (std::string line; std::getline(lines, line);) {
        if (!base::is_utf8(line)) throw std::runtime_error{file + ": is not UTF-8"};
        const auto word = base::trimmed(line);
        if (!word.empty() && word.front() != '#') words.push_back(base::to_nfc(base::to_lower(word)));
    }
    if (words.empty()) throw std::runtime_error{file + ": holds no words"};
    return words;
}

} // namespace auth
