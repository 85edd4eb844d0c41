#pragma once

#include "base/language.hpp"

#include <array>
#include <string>
#include <vector>

namespace auth {

/// Suggests passphrases: four words of a list, joined by spaces. Made anew for each page and never stored.
class Passphrases {
public:
    /// directory  holds passphrase-fi.txt, passphrase-sv.txt, passphrase-en.txt: one word of 3 to 9 letters a line,
    ///            at least 1024 different ones in each. Throws std::runtime_error naming a file that falls short.
    explicit Passphrases(const std::string& directory);

    /// Four different words drawn at random from the list of this language, at least `min_length` code points in all
    /// (a shorter draw gets another word).
    [[nodiscard]] std::string suggest(base::Language language, std::size_t min_length) const;

private:
    std::array<std::vector<std::string>, base::all_languages.size()> words_;
};

} // namespace auth
