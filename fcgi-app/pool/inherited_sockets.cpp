#include "pool/listen_socket.hpp"

#include <charconv>
#include <cstdlib>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace pool {
namespace {

constexpr int first_systemd_fd = 3; // sd_listen_fds(3)

std::string_view variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

int number(std::string_view text)
{
    int value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    return result.ec == std::errc{} && result.ptr == text.data() + text.size() ? value : 0;
}

/// The part before the first colon, which is taken off the list.
std::string next_name(std::string_view& names)
{
    const auto colon = std::min(names.find(':'), names.size());
    const std::string name{names.substr(0, colon)};
    names.remove_prefix(std::min(colon + 1, names.size()));
    // systemd calls a socket without FileDescriptorName= after its unit, or "unknown".
    return name.empty() || name == "unknown" || name.ends_with(".socket") ? "pages" : name;
}

/// As spawn-fcgi leaves it; an ordinary standard input is none.
bool is_listening(int fd)
{
    int answer = 0;
    socklen_t size = sizeof answer;
    return ::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &answer, &size) == 0 && answer != 0;
}

} // namespace

std::map<std::string, ListenSocket> inherited_sockets()
{
    std::map<std::string, ListenSocket> sockets;
    // The variables may be meant for a parent, and then the descriptors are not ours.
    const bool is_for_us = number(variable("LISTEN_PID")) == ::getpid();
    const int count = is_for_us ? number(variable("LISTEN_FDS")) : 0;
    auto names = variable("LISTEN_FDNAMES");
    for (int i = 0; i < count; ++i) sockets.emplace(next_name(names), ListenSocket{first_systemd_fd + i});
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
    if (is_listening(STDIN_FILENO)) sockets.emplace("pages", ListenSocket{STDIN_FILENO});
    return sockets;
}

} // namespace pool
