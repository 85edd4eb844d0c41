#include "doctor/fastcgi.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace doctor {
namespace {

// Types of records (FastCGI specification, 8).
constexpr unsigned begin_request = 1;
constexpr unsigned end_request = 3;
constexpr unsigned params = 4;
constexpr unsigned standard_in = 5;
constexpr unsigned standard_out = 6;
constexpr std::size_t header_size = 8;
constexpr std::size_t longest_answer = std::size_t{256} * 1024;

std::string bytes(std::initializer_list<std::size_t> values)
{
    std::string text;
    for (const auto value : values) text += static_cast<char>(value & 0xFFU);
    return text;
}

std::string record(unsigned type, const std::string& content)
{
    return bytes({1, type, 0, 1, content.size() >> 8U, content.size(), 0, 0}) + content;
}

/// Lengths in the form of four bytes, which allows any.
std::string length_of(const std::string& text)
{
    return bytes({(text.size() >> 24U) | 0x80U, text.size() >> 16U, text.size() >> 8U, text.size()});
}

std::string whole_request(const FastcgiParameters& parameters)
{
    std::string pairs;
    for (const auto& [name, value] : parameters)
        pairs.append(length_of(name)).append(length_of(value)).append(name).append(value);
    return record(begin_request, bytes({0, 1, 0, 0, 0, 0, 0, 0})) + record(params, pairs) + record(params, "") +
           record(standard_in, "");
}

class UnixConnection {
public:
    explicit UnixConnection(std::chrono::seconds patience) : fd_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)}
    {
        const timeval limit{patience.count(), 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    }
    ~UnixConnection() { ::close(fd_); }
    UnixConnection(const UnixConnection&) = delete;
    UnixConnection& operator=(const UnixConnection&) = delete;

    [[nodiscard]] bool connect_to(const std::string& path) const
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        return ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }

    [[nodiscard]] bool send_all(std::string_view text) const
    {
        while (!text.empty()) {
            const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// Until the peer closes; false when it does not in time.
    [[nodiscard]] bool read_all(std::string& text) const
    {
        std::array<char, 4096> part{};
        ssize_t got = 0;
        while (text.size() < longest_answer && (got = ::recv(fd_, part.data(), part.size(), 0)) > 0)
            text.append(part.data(), static_cast<std::size_t>(got));
        return got == 0;
    }

private:
    int fd_;
};

/// The output of a whole response; nullopt when its end is not there.
std::optional<std::string> output_of(const std::string& received)
{
    std::string output;
    for (std::size_t at = 0; at + header_size <= received.size();) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(received[at + i]); };
        const std::size_t length = byte(4) * 256U + byte(5);
        if (byte(1) == end_request) return output;
        if (byte(1) == standard_out) output += received.substr(at + header_size, length);
        at += header_size + length + byte(6);
    }
    return std::nullopt;
}

/// "Status: 204 No Content" among the headers; 200 without it (CGI 1.1).
unsigned status_of(const std::string& output)
{
    constexpr std::string_view label = "Status: ";
    const auto at = output.find(label);
    unsigned status = 200;
    if (at != std::string::npos)
        std::from_chars(output.data() + at + label.size(), output.data() + output.size(), status);
    return status;
}

/// What follows the headers.
std::string body_of(const std::string& output)
{
    constexpr std::string_view end_of_headers = "\r\n\r\n";
    const auto at = output.find(end_of_headers);
    return at == std::string::npos ? "" : output.substr(at + end_of_headers.size());
}

} // namespace

FastcgiAnswer ask_fastcgi(const std::string& socket, const FastcgiParameters& parameters, std::chrono::seconds patience)
{
    const UnixConnection connection{patience};
    if (!connection.connect_to(socket)) return {0, std::string{"cannot be connected to: "} + std::strerror(errno), ""};
    std::string received;
    if (!connection.send_all(whole_request(parameters)) || !connection.read_all(received))
        return {0, "no answer within " + std::to_string(patience.count()) + " s", ""};
    const auto output = output_of(received);
    return output ? FastcgiAnswer{status_of(*output), "", body_of(*output)}
                  : FastcgiAnswer{0, "ended in the middle of an answer", ""};
}

} // namespace doctor
