#pragma once

#include "base/time.hpp"
#include "http/fields.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace http {

enum class Status {
    ok = 200,
    no_content = 204,
    found = 302,
    see_other = 303,
    moved_permanently = 308,
    bad_request = 400,
    unauthorized = 401,
    forbidden = 403,
    not_found = 404,
    method_not_allowed = 405,
    content_too_large = 413,
    unsupported_media_type = 415,
    unprocessable_content = 422,
    too_many_requests = 429,
    internal_server_error = 500,
    service_unavailable = 503
};

/// The portal's request that brought somebody here without a session; all "" for any other. nginx alone sets these.
struct PortalRequest {
    std::string method;
    std::string origin; ///< "https://portaali.example.fi"
    std::string uri;    ///< path and query, as received
    std::string accept;
    std::string requested_with;
    std::string fetch_mode;
};

/// One request, copied out of the FastCGI parameters and checked: every text in it is UTF-8 without control
/// characters; line breaks of the one field of several lines are spaces (http/form_decoding.hpp).
struct Request {
    std::string method;    ///< "GET", "POST", …
    std::string path;      ///< decoded once; begins with "/"
    std::string raw_query; ///< as received, without "?"
    Fields query;
    Fields form;                ///< of the body alone; never mixed with the query (R-039)
    std::string cookies;        ///< the Cookie header
    std::string client_address; ///< REMOTE_ADDR, as the trusted nginx gives it (R-062)
    std::string user_agent;
    std::string accept_language;
    std::string origin;     ///< Origin header, or ""
    std::string fetch_site; ///< Sec-Fetch-Site header, or ""
    PortalRequest portal;
    std::string reference; ///< 8 characters; also in the log and on the error page
    base::Instant received_at;

    [[nodiscard]] std::optional<std::string> cookie(std::string_view name) const;
    [[nodiscard]] bool is_read() const { return method == "GET" || method == "HEAD"; }
};

/// Why a request cannot be served at all, with the status that says so.
struct Refusal {
    Status status;      ///< bad_request, content_too_large or unsupported_media_type
    const char* reason; ///< for the log: which check failed
};

constexpr std::size_t max_body_bytes = 16UL * 1024;

/// What the FastCGI loop received: its parameters (names as in the CGI specification) and the body.
struct RawRequest {
    std::multimap<std::string, std::string, std::less<>> parameters;
    std::string body;             ///< at most max_body_bytes
    bool body_is_complete = true; ///< false: shorter than CONTENT_LENGTH says
};

/// Checks and decodes a raw request. A parameter that is given twice, a CONTENT_LENGTH that is no number or does not
/// fit the body, a POST that is not application/x-www-form-urlencoded, invalid UTF-8 and control characters are refused.
/// cgicc decodes the fields; everything it trusts is checked before it sees it.
[[nodiscard]] std::variant<Request, Refusal>
parse_request(const RawRequest& raw, std::string reference, base::Instant now);

} // namespace http
