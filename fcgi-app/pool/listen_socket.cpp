#include "pool/listen_socket.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace pool {
namespace {

/// A unix socket refuses at once when its backlog is full, and nginx then answers 502. The kernel lowers this to
/// net.core.somaxconn (4096 since Linux 5.4).
constexpr int backlog = 4096;

[[noreturn]] void fail(const std::string& path, const std::string& what)
{
    throw std::runtime_error{"socket " + path + ": " + what};
}

[[noreturn]] void fail_with_errno(const std::string& path, const std::string& what)
{
    fail(path, what + ": " + std::strerror(errno));
}

sockaddr_un address_of(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) fail(path, "the path is too long (at most 107 bytes)");
    path.copy(address.sun_path, path.size());
    return address;
}

int new_socket(const std::string& path)
{
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) fail_with_errno(path, "socket");
    return fd;
}

bool somebody_listens(const std::string& path)
{
    const auto address = address_of(path);
    const int fd = new_socket(path);
    const int result = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const int error = errno;
    ::close(fd);
    // EAGAIN means a full backlog, and everything unexpected might mean a listener too: only a refusal is sure.
    return result == 0 || error != ECONNREFUSED;
}

void make_room(const std::string& path)
{
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0) {
        if (errno == ENOENT) return; // a directory that is missing shows when the path is bound
        fail_with_errno(path, "cannot be examined");
    }
    if (!S_ISSOCK(found.st_mode)) fail(path, "exists and is no socket");
    if (somebody_listens(path)) fail(path, "another process listens here already");
    if (::unlink(path.c_str()) != 0) fail_with_errno(path, "a stale socket cannot be removed");
}

void bind_path(int fd, const std::string& path)
{
    const auto address = address_of(path);
    // The mode must be right from the first moment on.
    const auto old_mask = ::umask(0117);
    const int result = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const int error = errno;
    ::umask(old_mask);
    if (result == 0) return;
    if (error == ENOENT) fail(path, "its directory does not exist; create it (systemd: RuntimeDirectory=)");
    errno = error;
    fail_with_errno(path, "cannot be bound");
}

void give_to_group(const std::string& path, const std::string& group)
{
    if (group.empty()) return;
    const auto* entry = ::getgrnam(group.c_str());
    if (entry == nullptr) fail(path, "there is no group " + group);
    if (::chown(path.c_str(), static_cast<uid_t>(-1), entry->gr_gid) != 0)
        fail_with_errno(path, "cannot be given to the group " + group);
}

} // namespace

ListenSocket::ListenSocket(int inherited_fd) : fd_{inherited_fd}
{
    int is_listening = 0;
    socklen_t size = sizeof is_listening;
    if (::getsockopt(fd_, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size) != 0 || is_listening == 0)
        fail("descriptor " + std::to_string(fd_), "is no listening socket");
    ::fcntl(fd_, F_SETFL, ::fcntl(fd_, F_GETFL) | O_NONBLOCK);
    ::fcntl(fd_, F_SETFD, FD_CLOEXEC);
}

ListenSocket::ListenSocket(std::string path, const std::string& group) : fd_{-1}, path_{std::move(path)}
{
    make_room(path_);
    fd_ = new_socket(path_);
    try {
        bind_path(fd_, path_);
        struct stat bound {};
        if (::lstat(path_.c_str(), &bound) != 0) fail_with_errno(path_, "cannot be examined");
        device_ = bound.st_dev;
        inode_ = bound.st_ino;
        give_to_group(path_, group);
        if (::listen(fd_, backlog) != 0) fail_with_errno(path_, "listen");
    } catch (...) {
        remove_path();
        ::close(fd_);
        throw;
    }
}

ListenSocket::ListenSocket(ListenSocket&& other) noexcept
    : fd_{std::exchange(other.fd_, -1)}, path_{std::exchange(other.path_, "")}, device_{other.device_},
      inode_{other.inode_}
{
}

ListenSocket::~ListenSocket()
{
    remove_path();
    if (fd_ >= 0) ::close(fd_);
}

bool ListenSocket::has_waiting_connections() const
{
    pollfd waiting{fd_, POLLIN, 0};
    return ::poll(&waiting, 1, 0) > 0;
}

void ListenSocket::remove_path()
{
    struct stat found {};
    const bool is_ours = !path_.empty() && inode_ != 0 && ::lstat(path_.c_str(), &found) == 0 &&
                         found.st_dev == device_ && found.st_ino == inode_;
    if (is_ours) ::unlink(path_.c_str());
    inode_ = 0;
}

} // namespace pool
