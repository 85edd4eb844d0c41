#include "secret_input.hpp"

#include "base/text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <sstream>

namespace admin {
namespace {

constexpr std::size_t longest_file = std::size_t{64} * 1024;

class File {
public:
    File(const char* path, int flags) : descriptor_{open(path, flags | O_CLOEXEC)} {}
    ~File()
    {
        if (descriptor_ >= 0) close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

/// Echo is off for as long as this lives.
class Unseen {
public:
    explicit Unseen(int terminal) : terminal_{terminal}
    {
        if (tcgetattr(terminal_, &before_) != 0) throw NoSecret{"the terminal cannot hide what is typed"};
        auto hidden = before_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (tcsetattr(terminal_, TCSAFLUSH, &hidden) != 0) throw NoSecret{"the terminal cannot hide what is typed"};
    }
    ~Unseen() { tcsetattr(terminal_, TCSAFLUSH, &before_); }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;

private:
    int terminal_;
    termios before_{};
};

/// Until the end of the line, or of the file.
std::string read_line(int descriptor)
{
    std::string line;
    for (char c = '\0'; read(descriptor, &c, 1) == 1 && c != '\n' && line.size() < longest_file;) line += c;
    return line;
}

void write_text(int descriptor, const std::string& text)
{
    if (write(descriptor, text.data(), text.size()) < 0) throw NoSecret{"the terminal takes no text"};
}

std::string read_private_file(const std::string& path)
{
    const File file{path.c_str(), O_RDONLY};
    struct stat info {};
    if (file.descriptor() < 0 || fstat(file.descriptor(), &info) != 0)
        throw NoSecret{path + ": " + std::strerror(errno)};
    if (!S_ISREG(info.st_mode)) throw NoSecret{path + " is no file"};
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw NoSecret{path + " may be read by others; make it yours alone: chmod 0600 " + path};
    std::string text;
    std::array<char, 4096> part{};
    for (ssize_t count = 0;
         (count = read(file.descriptor(), part.data(), part.size())) > 0 && text.size() < longest_file;)
        text.append(part.data(), static_cast<std::size_t>(count));
    return text;
}

} // namespace

base::Password ask_password(const std::string& whose)
{
    const File terminal{"/dev/tty", O_RDWR};
    if (terminal.descriptor() < 0) throw NoSecret{"no terminal to ask for the password at; name a --password-file"};
    const Unseen unseen{terminal.descriptor()};
    write_text(terminal.descriptor(), "Password of " + whose + ": ");
    auto line = read_line(terminal.descriptor());
    write_text(terminal.descriptor(), "\n");
    return base::Password{std::move(line)};
}

base::Password read_password_file(const std::string& file)
{
    auto line = read_private_file(file);
    line.resize(std::min(line.find('\n'), line.size()));
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) throw NoSecret{file + " has no password in its first line"};
    return base::Password{std::move(line)};
}

std::vector<std::pair<std::string, std::string>> read_cookie_file(const std::string& file)
{
    std::vector<std::pair<std::string, std::string>> cookies;
    std::istringstream lines{read_private_file(file)};
    for (std::string line; std::getline(lines, line);) {
        line = base::trimmed(line);
        const auto equals = line.find('=');
        if (line.empty() || line.starts_with('#') || equals == std::string::npos) continue;
        cookies.emplace_back(line.substr(0, equals), line.substr(equals + 1));
    }
    if (cookies.empty()) throw NoSecret{file + " has no line NAME=VALUE"};
    return cookies;
}

} // namespace admin
