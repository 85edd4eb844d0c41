#include "forwarder.hpp"

#include <array>
#include <filesystem>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

sockaddr_un address_of(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

int connect_to(const std::string& path)
{
    const auto address = address_of(path);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    return fd;
}

int listen_at(const std::string& path)
{
    const auto address = address_of(path);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    (void)::listen(fd, 100);
    return fd;
}

std::string read_some(int fd)
{
    std::array<char, 65536> bytes{};
    const auto count = ::recv(fd, bytes.data(), bytes.size(), 0);
    return count > 0 ? std::string{bytes.data(), static_cast<std::size_t>(count)} : std::string{};
}

void write_all(int fd, const std::string& bytes)
{
    for (std::size_t done = 0; done < bytes.size();) {
        const auto count = ::send(fd, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (count <= 0) return;
        done += static_cast<std::size_t>(count);
    }
}

/// A COM_QUERY packet whose text is COMMIT.
bool is_commit(const std::string& bytes)
{
    return bytes.ends_with("\x03"
                           "COMMIT");
}

} // namespace

Forwarder::Forwarder(std::string server_socket)
    : server_socket_{std::move(server_socket)}, socket_{server_socket_ + ".forwarder"}
{
    std::filesystem::remove(socket_);
    listener_ = listen_at(socket_);
    thread_ = std::jthread{[this](const std::stop_token& stopped) { serve(stopped); }};
}

Forwarder::~Forwarder()
{
    thread_.request_stop();
    thread_.join();
    for (const auto& pair : pairs_) {
        ::close(pair.client);
        ::close(pair.server);
    }
    ::close(listener_);
}

void Forwarder::serve(const std::stop_token& stopped)
{
    constexpr int look_again_ms = 5;
    while (!stopped.stop_requested()) {
        std::vector<pollfd> waited{{listener_, POLLIN, 0}};
        for (const auto& pair : pairs_) {
            waited.push_back({pair.client, POLLIN, 0}); // a client that was cut is -1, which poll() ignores
            waited.push_back({pair.server, POLLIN, 0});
        }
        (void)::poll(waited.data(), waited.size(), look_again_ms);
        const bool cut = cut_all_.exchange(false);
        std::vector<Pair> alive;
        for (std::size_t i = 0; i < pairs_.size(); ++i) {
            auto& pair = pairs_[i];
            if (!cut && serve_pair(pair, waited[2 * i + 1].revents, waited[2 * i + 2].revents)) {
                alive.push_back(pair);
                continue;
            }
            ::close(pair.client);
            ::close(pair.server);
        }
        pairs_ = std::move(alive);
        if (waited.front().revents != 0) accept_one();
    }
}

void Forwarder::accept_one()
{
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) pairs_.push_back({client, connect_to(server_socket_), {}});
}

/// False when the connection is over.
bool Forwarder::serve_pair(Pair& pair, short client_events, short server_events)
{
    if (!pair.held.empty()) return forward_held(pair);
    if (client_events != 0 && !forward_from_client(pair)) return false;
    if (server_events == 0) return true;
    const auto bytes = read_some(pair.server);
    write_all(pair.client, bytes);
    return !bytes.empty();
}

bool Forwarder::forward_from_client(Pair& pair)
{
    const auto bytes = read_some(pair.client);
    const auto what = is_commit(bytes) ? next_.exchange(AtCommit::pass) : AtCommit::pass;
    if (bytes.empty() || what == AtCommit::cut_before) return false;
    if (what == AtCommit::hold) {
        pair.held = bytes;
        ::close(pair.client);
        pair.client = -1;
        return true;
    }
    write_all(pair.server, bytes);
    if (what == AtCommit::pass) return true;
    (void)read_some(pair.server); // its OK: the transaction is committed
    return false;
}

bool Forwarder::forward_held(Pair& pair)
{
    if (!released_) return true;
    write_all(pair.server, pair.held);
    (void)read_some(pair.server);
    return false;
}
