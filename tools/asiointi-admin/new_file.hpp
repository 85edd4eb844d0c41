#pragma once

#include <string>
#include <string_view>

#include <sys/types.h>

namespace admin {

/// A file that takes its name when it is whole: whoever looks sees the old one, or none, or the new one.
class NewFile {
public:
    /// Throws std::system_error, as every function here does.
    NewFile(std::string name, mode_t mode);
    ~NewFile();
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    void write(std::string_view text);

    /// Gives it its name.
    void keep();

private:
    [[noreturn]] void fail() const;

    std::string name_;
    std::string temporary_;
    int descriptor_;
};

} // namespace admin
