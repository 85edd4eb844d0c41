#include "pool/hashing_channel.hpp"

#include "base/descriptor.hpp"
#include "base/secret.hpp"
#include "pool/home_cpu.hpp"
#include "pool/shared_memory.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace pool {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using Answer = base::Secret<struct AnswerTag>;

/// What comes back: that the work was begun, and behind this letter the result.
constexpr char taken = 'T';
constexpr char result = 'R';
constexpr std::size_t most_answer_bytes = 256; // the longest result, of SHA-512-crypt, has 86

constexpr milliseconds patience{1000};
constexpr std::chrono::seconds longest_stay{2};
constexpr milliseconds between_looks{10};

struct Ends {
    int near = -1;
    int far = -1;
};

Ends socket_pair()
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::system_error{errno, std::generic_category(), "socketpair"};
    return {ends[0], ends[1]};
}

void close_end(int& fd) noexcept
{
    if (fd >= 0) ::close(fd);
    fd = -1;
}

/// Room for one descriptor beside a message.
union Passenger {
    char bytes[CMSG_SPACE(sizeof(int))];
    cmsghdr alignment;
};

/// False when nobody can take it now, such as when it is larger than a message may be.
bool send_work(int fd, unsigned slot, std::string_view work, int answer_fd)
{
    Passenger passenger{};
    std::array<iovec, 2> parts{
        {{&slot, sizeof slot}, {const_cast<char*>(work.data()), work.size()}}}; // sendmsg(2) only reads
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    message.msg_control = passenger.bytes;
    message.msg_controllen = sizeof passenger.bytes;
    auto* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof answer_fd);
    std::memcpy(CMSG_DATA(header), &answer_fd, sizeof answer_fd);
    return ::sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

bool send_answer(int fd, std::string_view answer)
{
    return ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

/// The next message; "" when the other side has gone.
Answer receive_answer(int fd)
{
    std::string bytes(most_answer_bytes, '\0');
    const auto size = ::recv(fd, bytes.data(), bytes.size(), 0);
    bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return Answer{std::move(bytes)};
}

bool is_readable_within(int fd, milliseconds time)
{
    pollfd watched{fd, POLLIN, 0};
    return ::poll(&watched, 1, static_cast<int>(time.count())) > 0;
}

/// A descriptor that came along with a message; -1 for none.
int passenger_of(msghdr& message)
{
    const auto* const header = CMSG_FIRSTHDR(&message);
    int fd = -1;
    if (header != nullptr && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
        std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

void overwrite(std::string& bytes, std::size_t size)
{
    volatile char* first = bytes.data();
    for (std::size_t i = 0; i < size; ++i) first[i] = '\0';
}

/// A piece of work in a buffer that is used again for the next one.
struct Piece {
    unsigned slot = 0;
    std::string_view work;
    int answer_fd = -1;
};

/// Nullopt when another hash process was faster.
std::optional<Piece> receive_work(int fd, std::string& buffer)
{
    Piece piece;
    Passenger passenger{};
    std::array<iovec, 2> parts{{{&piece.slot, sizeof piece.slot}, {buffer.data(), buffer.size()}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    message.msg_control = passenger.bytes;
    message.msg_controllen = sizeof passenger.bytes;
    const auto size = ::recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (size < 0) return std::nullopt;
    piece.answer_fd = passenger_of(message);
    const auto head = std::min(static_cast<std::size_t>(size), sizeof piece.slot);
    piece.work = std::string_view{buffer}.substr(0, static_cast<std::size_t>(size) - head);
    return piece;
}

void do_piece(const Piece& piece, const std::function<std::string(std::string_view)>& work)
try {
    const base::Descriptor answer_fd{piece.answer_fd};
    // Whoever asked may have been killed, or may have lost patience.
    if (!send_answer(answer_fd.get(), {&taken, 1})) return;
    begin_at_home_of(piece.slot);
    const Answer done{result + work(piece.work)};
    (void)send_answer(answer_fd.get(), done.reveal());
} catch (const std::exception&) {
    return; // whoever asked sees it, and meets the same when it tries
}

bool is_needed(const Shared& shared, Clock::time_point asked_to_stop)
{
    return shared.hashing_or_waiting > 0 && Clock::now() < asked_to_stop + longest_stay;
}

} // namespace

HashingChannel::HashingChannel()
{
    const auto ends = socket_pair();
    ask_fd_ = ends.near;
    serve_fd_ = ends.far;
}

HashingChannel::~HashingChannel()
{
    leave();
}

void HashingChannel::only_ask() noexcept
{
    close_end(serve_fd_);
}

void HashingChannel::only_serve() noexcept
{
    close_end(ask_fd_);
}

void HashingChannel::leave() noexcept
{
    close_end(ask_fd_);
    close_end(serve_fd_);
}

std::optional<std::string> HashingChannel::ask(unsigned slot, std::string_view work) const
{
    if (work.size() > most_bytes) return std::nullopt;
    auto ends = socket_pair();
    const base::Descriptor near{ends.near};
    const bool is_sent = send_work(ask_fd_, slot, work, ends.far);
    close_end(ends.far); // so that the end of whoever has the other one is seen here
    if (!is_sent || !is_readable_within(near.get(), patience)) return std::nullopt;
    if (receive_answer(near.get()).reveal() != std::string_view{&taken, 1}) return std::nullopt;
    const auto answer = receive_answer(near.get());
    if (!answer.reveal().starts_with(result)) return std::nullopt;
    return answer.reveal().substr(1);
}

void HashingChannel::serve(
    int stop_fd, const Shared& shared, const std::function<std::string(std::string_view)>& work) const
{
    std::string buffer(most_bytes, '\0');
    std::optional<Clock::time_point> asked_to_stop;
    while (!asked_to_stop || is_needed(shared, *asked_to_stop)) {
        std::array<pollfd, 2> watched{{{serve_fd_, POLLIN, 0}, {asked_to_stop ? -1 : stop_fd, POLLIN, 0}}};
        const auto longest = asked_to_stop ? static_cast<int>(between_looks.count()) : -1;
        if (::poll(watched.data(), watched.size(), longest) < 0) continue;
        if (watched[1].revents != 0) asked_to_stop = Clock::now();
        if (watched[0].revents == 0) continue;
        if (const auto piece = receive_work(serve_fd_, buffer)) {
            do_piece(*piece, work);
            overwrite(buffer, piece->work.size());
        }
    }
}

} // namespace pool
