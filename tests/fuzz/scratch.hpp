#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace fuzz {

/// A folder for readers that want a file; gone when the program ends in order.
class Scratch {
public:
    Scratch() : path_{std::filesystem::temp_directory_path() / ("asiointi-fuzz-" + std::to_string(::getpid()))}
    {
        std::filesystem::create_directories(path_);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() { std::filesystem::remove_all(path_); }

    /// Writes a file that only its owner may read, and names it.
    [[nodiscard]] std::string write(const std::string& name, std::string_view content) const
    {
        const auto file = path_ / name;
        std::ofstream{file, std::ios::binary} << content;
        std::filesystem::permissions(file, std::filesystem::perms{0600});
        return file.string();
    }

    [[nodiscard]] std::string folder(const std::string& name) const
    {
        std::filesystem::create_directories(path_ / name);
        return (path_ / name).string();
    }

private:
    std::filesystem::path path_;
};

} // namespace fuzz
