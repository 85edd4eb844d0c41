#include "maildir.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace admin {
namespace {

namespace fs = std::filesystem;

class Descriptor {
public:
    explicit Descriptor(int number) : number_{number} {}
    ~Descriptor()
    {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

bool is_plain_file(int descriptor)
{
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

} // namespace

std::string read_all(int descriptor, std::size_t most)
{
    std::string text;
    std::array<char, 65536> piece{};
    while (true) {
        const auto count = ::read(descriptor, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw std::system_error{errno, std::generic_category(), "cannot read the message"};
        if (count == 0) return text;
        text.append(piece.data(), std::min(static_cast<std::size_t>(count), most - text.size()));
    }
}

Maildir::Maildir(std::string directory) : directory_{std::move(directory)}
{
    std::error_code error;
    for (const auto* part : {"/new", "/cur"})
        if (!fs::is_directory(directory_ + part, error))
            throw std::runtime_error{directory_ + " is no Maildir: it has no folder" + part};
}

std::vector<std::string> Maildir::arrived() const
{
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{directory_ + "/new"}) {
        auto name = entry.path().filename().string();
        if (!name.starts_with('.')) names.push_back(std::move(name));
    }
    std::ranges::sort(names); // they begin with the time of arrival
    return names;
}

std::optional<std::string> Maildir::read(const std::string& name, std::size_t most) const
{
    const auto file = directory_ + "/new/" + name;
    const Descriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    if (opened.number() < 0 || !is_plain_file(opened.number())) return std::nullopt;
    return read_all(opened.number(), most);
}

void Maildir::keep_as_seen(const std::string& name) const
{
    const auto seen = name.substr(0, name.find(":2,")) + ":2,S";
    fs::rename(directory_ + "/new/" + name, directory_ + "/cur/" + seen);
}

} // namespace admin
