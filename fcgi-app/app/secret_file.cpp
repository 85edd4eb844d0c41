#include "app/secret_file.hpp"

#include "app/settings_faults.hpp"
#include "base/descriptor.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace app {
namespace {

constexpr off_t largest_file = 65'536;
constexpr mode_t mode_of_new_file = 0640;

[[noreturn]] void refuse(const std::string& file, std::string what, std::string remedy)
{
    throw SettingsFaults{{{file, 0, std::move(what), std::move(remedy)}}};
}

/// The new file is as the old one was; the first one as `like`, as far as the caller may give it away.
bool hand_over(int fd, const std::string& file, const std::string& like)
{
    struct stat owned = {};
    if (::stat(file.c_str(), &owned) == 0)
        return ::fchmod(fd, owned.st_mode & 07777) == 0 && ::fchown(fd, owned.st_uid, owned.st_gid) == 0;
    if (::stat(like.c_str(), &owned) == 0) (void)!::fchown(fd, owned.st_uid, owned.st_gid);
    return ::fchmod(fd, mode_of_new_file) == 0;
}

} // namespace

/// A stream would leave a copy in its buffer.
Content read_secret_file(const std::string& file, const std::string& what, const std::string& remedy)
{
    const base::Descriptor open{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    struct stat status = {};
    if (open.get() < 0 || ::fstat(open.get(), &status) != 0)
        refuse(
            file, what + " cannot be read: " + std::strerror(errno),
            errno == ENOENT ? remedy : "Let the service's group read it: chgrp GROUP " + file);
    if (!S_ISREG(status.st_mode) || status.st_size > largest_file) refuse(file, "is no file of " + what, remedy);
    if ((status.st_mode & 0027) != 0) refuse(file, "others may read or change this file", "Run: chmod 0640 " + file);
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    const auto got = ::read(open.get(), text.data(), text.size());
    Content content{std::move(text)};
    if (got != status.st_size) refuse(file, "changed while it was read", "Try again.");
    return content;
}

/// Written whole, flushed, and put in the old one's place.
void replace_secret_file(const std::string& file, const Content& content, const std::string& like)
{
    const auto fresh = file + ".new";
    const auto& text = content.reveal();
    const base::Descriptor open{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    const bool good =
        open.get() >= 0 && ::write(open.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        hand_over(open.get(), file, like) && ::fsync(open.get()) == 0 && ::rename(fresh.c_str(), file.c_str()) == 0;
    if (good) return;
    const int error = errno;
    if (open.get() >= 0) ::unlink(fresh.c_str());
    throw std::system_error{error, std::generic_category(), "cannot write " + file};
}

} // namespace app
