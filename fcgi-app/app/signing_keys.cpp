#include "app/signing_keys.hpp"

#include "auth/key_text.hpp"
#include "base/text.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace app {
namespace {

constexpr std::size_t most_keys = 3;

std::vector<std::string> lines_of_keys(const std::string& file)
{
    std::ifstream stream{file};
    if (!stream) throw SigningKeysFault{"cannot read " + file + "; make it with: asiointi-admin keys rotate"};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        line = base::trimmed(line);
        if (!line.empty() && !line.starts_with('#')) lines.push_back(line);
    }
    return lines;
}

/// Written whole, flushed, and put in the old one's place at once.
void replace(const std::string& file, const std::string& content)
{
    const auto fresh = file + ".new";
    const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    bool good = fd >= 0;
    good = good && ::write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size());
    struct stat old = {};
    if (good && ::stat(file.c_str(), &old) == 0) good = ::fchown(fd, old.st_uid, old.st_gid) == 0;
    good = good && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    if (!good || ::rename(fresh.c_str(), file.c_str()) != 0)
        throw SigningKeysFault{"cannot write " + file + ": " + std::strerror(errno)};
}

} // namespace

std::vector<base::Key> read_signing_keys(const std::string& file)
{
    if (file.empty()) return {};
    std::vector<base::Key> keys;
    for (const auto& line : lines_of_keys(file)) {
        auto key = auth::key_from_base64(line);
        if (!key) throw SigningKeysFault{file + " has a line that is no key of 32 bytes in base64"};
        keys.push_back(*std::move(key));
    }
    if (keys.empty()) throw SigningKeysFault{file + " holds no key; make one with: asiointi-admin keys rotate"};
    return keys;
}

void rotate_signing_keys(const std::string& file)
{
    auto lines = std::filesystem::exists(file) ? lines_of_keys(file) : std::vector<std::string>{};
    lines.insert(lines.begin(), auth::new_key_text());
    lines.resize(std::min(lines.size(), most_keys));
    std::string content = "# Keys that sign statements for the portal, the current one first. Secret.\n";
    for (const auto& line : lines) content += line + '\n';
    replace(file, content);
}

} // namespace app
