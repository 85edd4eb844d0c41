#include "http/fastcgi.hpp"

#include "base/log.hpp"
#include "http/content_length.hpp"
#include "http/watchdog.hpp"

#include <fcgiapp.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <poll.h>
#include <system_error>

namespace http {
namespace {

/// libfcgi would install handlers for SIGPIPE, SIGUSR1 and SIGTERM that make its accept give up a connection it holds;
/// it leaves alone what is not at its default.
void start_library()
{
    // Milliseconds (libfcgi: 2,000) after which a peer is dropped that connects and says nothing, or that has its answer
    // and does not close. nginx writes in the same breath in which it connects, and closes when it has read the end.
    (void)::setenv("LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT", "500", 0);
    (void)::setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "500", 0);
    (void)std::signal(SIGPIPE, SIG_IGN);
    (void)std::signal(SIGUSR1, SIG_IGN);
    if (FCGX_Init() != 0) throw std::runtime_error{"libfcgi cannot be started"};
    (void)std::signal(SIGTERM, SIG_DFL);
}

/// The one request that this process serves at a time; its memory ends with it.
class Connection {
public:
    explicit Connection(int listen_fd)
    {
        if (FCGX_InitRequest(&request_, listen_fd, 0) != 0) throw std::runtime_error{"libfcgi refuses the socket"};
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { FCGX_Free(&request_, 1); }

    /// False when another worker was faster.
    bool accept()
    {
        const int outcome = FCGX_Accept_r(&request_);
        if (outcome == 0) return true;
        if (outcome == -EAGAIN || outcome == -EINTR) return false;
        throw std::system_error{-outcome, std::generic_category(), "accept"};
    }

    /// Copies the parameters, which libfcgi frees, and reads the body unless it is too long.
    RawRequest read()
    {
        RawRequest raw;
        for (char** entry = request_.envp; *entry != nullptr; ++entry) {
            const std::string_view text{*entry};
            const auto equals = std::min(text.find('='), text.size());
            raw.parameters.emplace(text.substr(0, equals), text.substr(std::min(equals + 1, text.size())));
        }
        read_body(raw);
        return raw;
    }

    [[nodiscard]] Parameters parameters() const { return Parameters{request_.envp}; }

    /// Sends the output and closes the connection, also when the peer would like to keep it: a kept connection parks
    /// this process.
    void finish(const std::string& output)
    {
        for (std::size_t sent = 0; sent < output.size();) {
            const auto part = std::min<std::size_t>(output.size() - sent, std::numeric_limits<int>::max());
            // A peer that has gone away needs no answer.
            if (FCGX_PutStr(output.data() + sent, static_cast<int>(part), request_.out) < 0) break;
            sent += part;
        }
        FCGX_Finish_r(&request_);
        FCGX_Free(&request_, 1);
    }

private:
    void read_body(RawRequest& raw)
    {
        const auto method = raw.parameters.find("REQUEST_METHOD");
        if (method == raw.parameters.end() || method->second != "POST") return;
        const auto announced = raw.parameters.find("CONTENT_LENGTH");
        const auto length = announced == raw.parameters.end() ? std::nullopt : parse_content_length(announced->second);
        raw.body_is_complete = length && *length <= max_body_bytes;
        if (!raw.body_is_complete) return;
        raw.body.resize(*length);
        const int got = FCGX_GetStr(raw.body.data(), static_cast<int>(*length), request_.in);
        raw.body.resize(static_cast<std::size_t>(std::max(got, 0)));
        raw.body_is_complete = raw.body.size() == *length;
    }

    FCGX_Request request_{};
};

/// Repeats the request's reference number in every line of the log while it is served.
class LogReference {
public:
    explicit LogReference(const std::string& reference) { base::set_log_reference(reference); }
    LogReference(const LogReference&) = delete;
    LogReference& operator=(const LogReference&) = delete;
    ~LogReference() { base::set_log_reference(""); }
};

/// Waits until a connection may be waiting; false when the process is to stop instead.
bool wait_for_connection(int listen_fd, int signal_fd)
{
    pollfd waiting[] = {{signal_fd, POLLIN, 0}, {listen_fd, POLLIN, 0}};
    for (;;) {
        if (::poll(waiting, 2, -1) < 0) {
            if (errno == EINTR) continue;
            throw std::system_error{errno, std::generic_category(), "poll"};
        }
        if (waiting[0].revents != 0) return false;
        if (waiting[1].revents != 0) return true;
    }
}

/// One request after the other; `respond` makes the CGI response to the connection in hand.
template <class Respond>
ServeEnd serve_each(int listen_fd, int signal_fd, ServeLimits limits, const Respond& respond)
{
    start_library();
    prepare_watchdog();
    Connection connection{listen_fd};
    for (unsigned served = 0; served < limits.requests;) {
        if (!wait_for_connection(listen_fd, signal_fd)) return ServeEnd::stop_signal;
        const Watchdog watchdog{limits.request_timeout};
        if (!connection.accept()) continue;
        connection.finish(respond(connection));
        ++served;
    }
    return ServeEnd::request_limit;
}

} // namespace

ServeEnd serve(
    int listen_fd, int signal_fd, ServeLimits limits, const std::function<Response(const Request&)>& answer,
    const std::function<Response(const Refusal&, const RawRequest&, const std::string& reference)>& refuse,
    const std::function<std::string(std::string_view given)>& reference_for)
{
    const auto respond = [&](const RawRequest& raw) {
        const auto given = raw.parameters.find("ASIOINTI_REFERENCE");
        const auto reference = reference_for(given == raw.parameters.end() ? std::string_view{} : given->second);
        const LogReference in_every_line{reference};
        const auto parsed = parse_request(raw, reference, base::now());
        if (const auto* request = std::get_if<Request>(&parsed))
            return answer(*request).to_cgi(request->method != "HEAD");
        const auto& refusal = std::get<Refusal>(parsed);
        const auto method = raw.parameters.find("REQUEST_METHOD");
        const auto is_head = method != raw.parameters.end() && method->second == "HEAD";
        return refuse(refusal, raw, reference).to_cgi(!is_head);
    };

    return serve_each(listen_fd, signal_fd, limits, [&](Connection& connection) { return respond(connection.read()); });
}

ServeEnd serve_parameters(
    int listen_fd, int signal_fd, ServeLimits limits, const std::function<std::string(const Parameters&)>& answer)
{
    return serve_each(
        listen_fd, signal_fd, limits, [&](Connection& connection) { return answer(connection.parameters()); });
}

} // namespace http
