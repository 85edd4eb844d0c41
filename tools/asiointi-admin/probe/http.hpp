#pragma once

#include "base/time.hpp"
#include "probe/url.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace probe {

struct Request {
    std::string method = "GET";
    Url url;
    std::string target = {};               ///< goes into the request line as it stands; empty: url.target
    std::vector<std::string> headers = {}; ///< "Name: value", as they stand, doubled ones too
    std::string body = {};
    bool chunked = false;    ///< sends the body in chunks, without a length
    std::string socket = {}; ///< path of a unix socket to connect to instead of the host of `url`
};

/// Why there was no answer.
enum class Silence {
    none,          ///< there was one
    unknown,       ///< no such name or socket
    not_connected, ///< refused, forbidden or not in time
    not_trusted,   ///< connected, and the certificate does not prove the host
    no_answer      ///< connected, and then no HTTP, or not in time
};

struct Answer {
    unsigned status = 0;                                      ///< 0: no answer; `silence` says why
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
    std::string body;                                         ///< its first 256 KiB
    Silence silence = Silence::none;
    std::string fault;                              ///< without an answer, libcurl's words
    std::optional<base::Instant> certificate_end{}; ///< of the server's own; nullopt on plain http
    double took_ms = 0; ///< from the first byte of the request to the last of the answer; connecting does not count

    /// The first value; "" when there is none.
    [[nodiscard]] std::string header(std::string_view lower_case_name) const;
    [[nodiscard]] bool has(std::string_view lower_case_name) const;
    [[nodiscard]] bool is_success() const { return status >= 200 && status < 300; }
    [[nodiscard]] bool is_redirect() const { return status >= 300 && status < 400 && has("location"); }
};

/// More than ClientOptions::most_requests.
class TooManyRequests : public std::runtime_error {
public:
    TooManyRequests() : std::runtime_error{"no more requests are sent in one run"} {}
};

struct ClientOptions {
    std::vector<std::string> resolve = {}; ///< "HOST:PORT:ADDRESS": asked before any name server
    std::string ca_file = {};              ///< PEM; empty: the system's authorities
    std::string command = "check-portal";  ///< what we call ourselves in the log of the server
    unsigned most_requests = 149;          ///< nobody's service is to suffer from being checked
    unsigned patience_s = 5;               ///< for one request, from connecting to the end of the answer
};

/// Sends one request at a time, each exactly as it stands: follows nothing, keeps no cookie, uses no proxy, and trusts no
/// certificate that the authorities do not vouch for.
class Client {
public:
    explicit Client(const ClientOptions& options);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Throws TooManyRequests instead of sending one more than ClientOptions::most_requests.
    [[nodiscard]] Answer send(const Request& request);
    [[nodiscard]] unsigned sent() const { return sent_; }

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
    unsigned most_requests_;
    unsigned sent_ = 0;
};

} // namespace probe
