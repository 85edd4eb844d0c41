#include "app/signing_keys.hpp"

#include "app/credentials.hpp"
#include "app/settings_faults.hpp"
#include "auth/key_text.hpp"
#include "base/descriptor.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace app {
namespace {

constexpr std::size_t most_keys = 3;
constexpr off_t largest_file = 65'536;
const std::string make_them = "Make it with: asiointi-admin keys rotate";

using Content = base::Secret<struct KeyFileTag>;

[[noreturn]] void refuse(const std::string& file, unsigned line, std::string what, std::string remedy)
{
    throw SettingsFaults{{{file, line, std::move(what), std::move(remedy)}}};
}

/// The whole file, in memory that is overwritten afterwards; a stream would leave a copy in its buffer.
Content content_of(const std::string& file)
{
    const base::Descriptor open{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    struct stat status = {};
    if (open.get() < 0 || ::fstat(open.get(), &status) != 0)
        refuse(
            file, 0, std::string{"the signing keys cannot be read: "} + std::strerror(errno),
            errno == ENOENT ? make_them : "Let the service's group read it: chgrp GROUP " + file);
    if (!S_ISREG(status.st_mode) || status.st_size > largest_file)
        refuse(file, 0, "is no file of signing keys", make_them);
    if ((status.st_mode & 0027) != 0) refuse(file, 0, "others may read or change this file", "Run: chmod 0640 " + file);
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    const auto got = ::read(open.get(), text.data(), text.size());
    Content content{std::move(text)};
    if (got != status.st_size) refuse(file, 0, "changed while it was read", "Try again.");
    return content;
}

std::string_view trimmed(std::string_view line)
{
    constexpr std::string_view white = " \t\r";
    const auto begin = line.find_first_not_of(white);
    return begin == line.npos ? "" : line.substr(begin, line.find_last_not_of(white) - begin + 1);
}

/// The lines that hold a key; a fault for a line that is neither key nor comment.
std::vector<std::string_view> lines_of(std::string_view content, const std::string& file)
{
    std::vector<std::string_view> lines;
    for (unsigned number = 1; !content.empty(); ++number) {
        const auto end = std::min(content.find('\n'), content.size());
        const auto line = trimmed(content.substr(0, end));
        content.remove_prefix(std::min(end + 1, content.size()));
        if (line.empty() || line.starts_with('#')) continue;
        if (!auth::key_from_base64(line))
            refuse(file, number, "is no key of 32 bytes in base64", "Correct or remove the line.");
        lines.push_back(line);
    }
    return lines;
}

/// The new file belongs to whom the old one did; the first one to whom `like` does, as far as the caller may give it away.
bool hand_over(int fd, const std::string& file, const std::string& like)
{
    struct stat owned = {};
    if (::stat(file.c_str(), &owned) == 0) return ::fchown(fd, owned.st_uid, owned.st_gid) == 0;
    if (::stat(like.c_str(), &owned) == 0) (void)!::fchown(fd, owned.st_uid, owned.st_gid);
    return true;
}

/// Written whole, flushed, and put in the old one's place at once.
void replace(const std::string& file, const Content& content, const std::string& like)
{
    const auto fresh = file + ".new";
    const auto& text = content.reveal();
    const base::Descriptor open{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640)};
    const bool good = open.get() >= 0 && ::fchmod(open.get(), 0640) == 0 && hand_over(open.get(), file, like) &&
                      ::write(open.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                      ::fsync(open.get()) == 0 && ::rename(fresh.c_str(), file.c_str()) == 0;
    if (!good) throw std::runtime_error{"cannot write " + file + ": " + std::strerror(errno)};
}

} // namespace

std::vector<base::Key> read_signing_keys(const std::string& file)
{
    if (file.empty()) return {};
    const auto place = credential_or(file);
    const auto content = content_of(place);
    std::vector<base::Key> keys;
    for (const auto line : lines_of(content.reveal(), place)) keys.push_back(auth::key_from_base64(line).value());
    if (keys.empty()) refuse(place, 0, "holds no signing key", make_them);
    return keys;
}

void rotate_signing_keys(const std::string& file, const std::string& like)
{
    const auto old = ::access(file.c_str(), F_OK) == 0 ? content_of(file) : Content{};
    std::string text = "# Keys that sign statements for the portal, the current one first. Secret.\n";
    text += auth::new_key_text() + '\n';
    auto lines = lines_of(old.reveal(), file);
    lines.resize(std::min(lines.size(), most_keys - 1));
    for (const auto line : lines) text.append(line).append("\n");
    replace(file, Content{std::move(text)}, like);
}

} // namespace app
