#pragma once

#include <map>
#include <string>
#include <sys/types.h>

namespace pool {

/// A listening, non-blocking unix socket. Closed, and if it was bound here also removed, with its owner.
class ListenSocket {
public:
    /// Takes over a socket that somebody else has bound and will remove.
    explicit ListenSocket(int inherited_fd);
    /// Binds the path with mode 0660. group: who may connect besides the own user; empty: the process's own group.
    /// A socket file that nobody listens on is replaced. Throws std::runtime_error with a message for the administrator.
    ListenSocket(std::string path, const std::string& group);
    ListenSocket(const ListenSocket&) = delete;
    ListenSocket& operator=(const ListenSocket&) = delete;
    ListenSocket(ListenSocket&& other) noexcept;
    ListenSocket& operator=(ListenSocket&&) = delete;
    ~ListenSocket();

    [[nodiscard]] int fd() const { return fd_; }
    [[nodiscard]] const std::string& path() const { return path_; } ///< "" for an inherited one
    [[nodiscard]] bool has_waiting_connections() const;

    /// Removes the file, if it is still the one that was bound: nobody connects any more, who waits is still served.
    void remove_path();

private:
    int fd_;
    std::string path_;
    dev_t device_{};
    ino_t inode_{};
};

/// The listening sockets that this process was started with: from systemd under their names (LISTEN_FDS,
/// LISTEN_FDNAMES; one without a name is "pages"), and descriptor 0, which spawn-fcgi leaves, as "pages".
/// Takes LISTEN_* out of the environment. Throws std::runtime_error when a descriptor is no listening socket.
[[nodiscard]] std::map<std::string, ListenSocket> inherited_sockets();

} // namespace pool
