#pragma once

#include <filesystem>
#include <fstream>
#include <stdlib.h>
#include <string>
#include <vector>

/// A directory for word files that is gone after the test.
class TemporaryWords {
public:
    TemporaryWords()
    {
        auto path = (std::filesystem::temp_directory_path() / "words-XXXXXX").string();
        directory_ = mkdtemp(path.data());
    }
    ~TemporaryWords() { std::filesystem::remove_all(directory_); }
    TemporaryWords(const TemporaryWords&) = delete;
    TemporaryWords& operator=(const TemporaryWords&) = delete;

    void write(const std::string& name, const std::vector<std::string>& lines) const
    {
        std::ofstream file{directory_ + "/" + name};
        for (const auto& line : lines) file << line << '\n';
    }

    [[nodiscard]] const std::string& directory() const { return directory_; }

private:
    std::string directory_;
};

/// As many different words of five letters as wanted.
inline std::vector<std::string> made_up_words(std::size_t count)
{
    std::vector<std::string> words;
    for (std::size_t i = 0; i < count; ++i) {
        std::string word = "aaaaa";
        auto rest = i * 7919;
        for (auto& letter : word) {
            letter = static_cast<char>('a' + rest % 26);
            rest /= 26;
        }
        words.push_back(word);
    }
    return words;
}
