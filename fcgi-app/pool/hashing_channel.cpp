#include "pool/hashing_channel.hpp"

#include "base/descriptor.hpp"
#include "base/secret.hpp"
#include "pool/home_cpu.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace pool {
namespace {

using Clock = std::chrono::steady_clock;
using Answer = base::Secret<struct AnswerTag>;

/// What comes back: that the work was begun, and behind this letter the result.
constexpr char taken = 'T';
constexpr char result = 'R';
constexpr std::size_t most_answer_bytes = 256; // the longest result, of SHA-512-crypt, has 86

constexpr std::chrono::milliseconds patience{2000};
constexpr std::chrono::seconds rest{10};

struct Ends {
    int near = -1;
    int far = -1;
};

/// None when the system has no more, with errno.
Ends socket_pair()
{
    std::array<int, 2> ends{-1, -1};
    (void)::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data());
    return {ends[0], ends[1]};
}

void close_end(int& fd) noexcept
{
    if (fd >= 0) ::close(fd);
    fd = -1;
}

/// Room for one descriptor beside a message. Its length is said as CMSG_LEN: in the whole of it the kernel finds room for a second.
union Passenger {
    char bytes[CMSG_SPACE(sizeof(int))];
    cmsghdr alignment;
};

iovec part(std::string_view bytes)
{
    return {const_cast<char*>(bytes.data()), bytes.size()}; // sendmsg(2) only reads
}

/// False when nobody can take it now.
bool send_work(int fd, unsigned slot, std::string_view work, int answer_fd)
{
    Passenger passenger{};
    std::array<iovec, 2> parts{{{&slot, sizeof slot}, part(work)}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    message.msg_control = passenger.bytes;
    message.msg_controllen = CMSG_LEN(sizeof answer_fd);
    auto* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof answer_fd);
    std::memcpy(CMSG_DATA(header), &answer_fd, sizeof answer_fd);
    return ::sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

/// One message of both parts.
bool send_answer(int fd, char name, std::string_view hash)
{
    std::array<iovec, 2> parts{{{&name, 1}, part(hash)}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    return ::sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

/// The next message; "" when the other side has gone.
Answer receive_answer(int fd)
{
    std::string bytes(most_answer_bytes, '\0');
    const auto size = ::recv(fd, bytes.data(), bytes.size(), 0);
    bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return Answer{std::move(bytes)};
}

bool is_readable_within(int fd, std::chrono::milliseconds time)
{
    pollfd watched{fd, POLLIN, 0};
    return ::poll(&watched, 1, static_cast<int>(time.count())) > 0;
}

/// The descriptor that came along with a message; -1 for none.
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
    message.msg_controllen = CMSG_LEN(sizeof piece.answer_fd);
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
    if (!send_answer(answer_fd.get(), taken, "")) return;
    begin_at_home_of(piece.slot);
    const Answer hash{work(piece.work)};
    (void)send_answer(answer_fd.get(), result, hash.reveal());
} catch (const std::exception&) {
    return; // `work` has told of it; whoever asked sees it, and meets the same when it tries
}

HashingChannel::Outcome without_result(std::string_view cause)
{
    return {.result = std::nullopt, .cause = cause};
}

} // namespace

HashingChannel::HashingChannel()
{
    const auto ends = socket_pair();
    if (ends.near < 0) throw std::system_error{errno, std::generic_category(), "socketpair"};
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

HashingChannel::Outcome HashingChannel::ask(unsigned slot, std::string_view work)
{
    if (work.size() > most_bytes) return without_result("the password is too long for it");
    if (Clock::now() < nobody_until_) return without_result("no hash process has begun a moment ago");
    auto ends = socket_pair();
    const base::Descriptor near{ends.near};
    const bool is_sent = near.get() >= 0 && send_work(ask_fd_, slot, work, ends.far);
    close_end(ends.far); // so that the end of whoever has the other one is seen here
    if (!is_sent) return without_result("no work can be handed over");
    if (!is_readable_within(near.get(), patience)) {
        nobody_until_ = Clock::now() + rest;
        return without_result("no hash process has begun in time");
    }
    const bool is_taken = receive_answer(near.get()).reveal() == std::string_view{&taken, 1};
    const auto answer = is_taken ? receive_answer(near.get()) : Answer{};
    if (!answer.reveal().starts_with(result)) return without_result("the hash process has ended or failed");
    return {.result = answer.reveal().substr(1)};
}

void HashingChannel::serve(int stop_fd, const std::function<std::string(std::string_view)>& work) const
{
    std::string buffer(most_bytes, '\0');
    std::array<pollfd, 2> watched{{{serve_fd_, POLLIN, 0}, {stop_fd, POLLIN, 0}}};
    for (;;) {
        if (::poll(watched.data(), watched.size(), -1) < 0) continue;
        if (watched[1].revents != 0) return;
        // It would be found again and again.
        if ((watched[0].revents & POLLHUP) != 0) throw std::runtime_error{"no worker can hand over work any more"};
        if (const auto piece = receive_work(serve_fd_, buffer)) {
            do_piece(*piece, work);
            overwrite(buffer, piece->work.size());
        }
    }
}

} // namespace pool
