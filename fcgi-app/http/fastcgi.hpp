#pragma once

#include "http/parameters.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace http {

struct ServeLimits {
    std::chrono::seconds request_timeout; ///< from accept to finish; then SIGALRM ends the process (R-235)
    unsigned requests;                    ///< after this many the function returns, and the worker is renewed (R-238)
};

/// Why serve() came back.
enum class ServeEnd { stop_signal, request_limit };

/// Serves FastCGI requests from a listening unix socket until SIGTERM arrives or the request limit is reached.
///
/// listen_fd    a listening, non-blocking socket that several processes share.
/// signal_fd    a signalfd for SIGTERM, which the caller has blocked. It is looked at before every accept, so a stop
///              never loses a connection: what was accepted is answered.
/// answer       makes the response; it does not throw.
/// refuse       makes the response to a request that parse_request() refused, and logs why; it does not throw.
/// reference    the request's number for page and log, of what nginx calls it (ASIOINTI_REFERENCE, or "").
///
/// One connection serves one request (nginx: fastcgi_keep_conn off). A peer that stops in mid-record is ended by the
/// alarm, together with the process; the supervisor starts another.
[[nodiscard]] ServeEnd serve(
    int listen_fd, int signal_fd, ServeLimits limits, const std::function<Response(const Request&)>& answer,
    const std::function<Response(const Refusal&, const RawRequest&, const std::string& reference)>& refuse,
    const std::function<std::string(std::string_view given)>& reference);

/// The same for answers that need no more than a few parameters: no body is read, nothing is copied.
/// answer  makes the whole CGI response; it does not throw.
[[nodiscard]] ServeEnd serve_parameters(
    int listen_fd, int signal_fd, ServeLimits limits, const std::function<std::string(const Parameters&)>& answer);

} // namespace http
