#include "new_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace admin {

NewFile::NewFile(std::string name, mode_t mode)
    : name_{std::move(name)}, temporary_{name_ + ".XXXXXX"}, descriptor_{::mkostemp(temporary_.data(), O_CLOEXEC)}
{
    if (descriptor_ < 0 || ::fchmod(descriptor_, mode) != 0) fail();
}

NewFile::~NewFile()
{
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
}

void NewFile::write(std::string_view text)
{
    while (!text.empty()) {
        const auto written = ::write(descriptor_, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail();
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

void NewFile::keep()
{
    if (::fsync(descriptor_) != 0 || ::rename(temporary_.c_str(), name_.c_str()) != 0) fail();
    ::close(descriptor_);
    descriptor_ = -1;
}

void NewFile::fail() const
{
    throw std::system_error{errno, std::generic_category(), name_};
}

} // namespace admin
