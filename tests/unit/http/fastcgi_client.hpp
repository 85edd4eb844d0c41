#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/// The web server's side of FastCGI 1.0, as far as the tests need it: one request on one connection.
namespace fastcgi_client {

using Parameters = std::multimap<std::string, std::string>;

enum RecordType : std::uint8_t { begin_request = 1, end_request = 3, params = 4, standard_in = 5, standard_out = 6 };

inline std::string bytes(std::initializer_list<unsigned> values)
{
    std::string text;
    for (const auto value : values) text += static_cast<char>(value);
    return text;
}

/// One record with its header of 8 bytes (specification, 3.3). content: at most 65,535 bytes.
inline std::string record(RecordType type, std::string_view content)
{
    const auto size = static_cast<unsigned>(content.size());
    return bytes({1, type, 0, 1, size >> 8U, size & 0xFFU, 0, 0}) + std::string{content};
}

inline std::string begin_record()
{
    return record(begin_request, bytes({0, 1, 0, 0, 0, 0, 0, 0}));
}

/// A length in the form of four bytes, which allows any number (3.4).
inline std::string long_length(std::uint32_t length)
{
    return bytes({(length >> 24U) | 0x80U, (length >> 16U) & 0xFFU, (length >> 8U) & 0xFFU, length & 0xFFU});
}

inline std::string encode(const Parameters& parameters)
{
    std::string text;
    for (const auto& [name, value] : parameters) {
        text += long_length(static_cast<std::uint32_t>(name.size()));
        text += long_length(static_cast<std::uint32_t>(value.size())) + name + value;
    }
    return text;
}

inline std::string whole_request(const Parameters& parameters, std::string_view body)
{
    auto text = begin_record() + record(params, encode(parameters)) + record(params, "");
    if (!body.empty()) text += record(standard_in, body);
    return text + record(standard_in, "");
}

/// A connection to a unix socket; fd() is -1 when nobody listens.
class Connection {
public:
    explicit Connection(const std::string& path) : fd_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)}
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) close();
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    Connection(Connection&& other) noexcept : fd_{other.fd_} { other.fd_ = -1; }
    Connection& operator=(Connection&&) = delete;
    ~Connection() { close(); }

    [[nodiscard]] bool is_open() const { return fd_ >= 0; }
    [[nodiscard]] int fd() const { return fd_; }

    void send(std::string_view text) const
    {
        while (!text.empty()) {
            const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    /// Everything until the peer closes.
    [[nodiscard]] std::string read_all() const
    {
        std::string text;
        char part[4096];
        for (ssize_t got = 0; (got = ::read(fd_, part, sizeof part)) > 0;)
            text.append(part, static_cast<std::size_t>(got));
        return text;
    }

    /// The output of a complete response; nullopt when the connection ended before the end of the request.
    [[nodiscard]] std::optional<std::string> read_output() const
    {
        const auto received = read_all();
        std::string output;
        for (std::size_t at = 0; at + 8 <= received.size();) {
            const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(received[at + i]); };
            const std::size_t length = byte(4) * 256U + byte(5);
            if (byte(1) == end_request) return output;
            if (byte(1) == standard_out) output += received.substr(at + 8, length);
            at += 8 + length + byte(6);
        }
        return std::nullopt;
    }

private:
    void close()
    {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }

    int fd_;
};

inline Parameters get(const std::string& uri)
{
    return {{"REQUEST_METHOD", "GET"}, {"REQUEST_URI", uri}, {"QUERY_STRING", ""}, {"REMOTE_ADDR", "192.0.2.1"}};
}

/// Sends one request and gives the whole CGI output; nullopt when there was no complete answer.
inline std::optional<std::string> ask(const std::string& path, const Parameters& parameters, std::string_view body = {})
{
    const Connection connection{path};
    connection.send(whole_request(parameters, body));
    return connection.read_output();
}

} // namespace fastcgi_client
