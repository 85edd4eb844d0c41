#pragma once

#include "http/cookie.hpp"
#include "http/request.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

/// What a handler returns; written once by the FastCGI loop. Header names and values with CR, LF or NUL throw
/// std::invalid_argument when they are added. "Cache-Control: no-store" is on every response.
class Response {
public:
    [[nodiscard]] static Response html(Status status, std::string body); ///< text/html; charset=utf-8
    [[nodiscard]] static Response text(Status status, std::string body, std::string_view content_type);
    [[nodiscard]] static Response see_other(std::string_view location); ///< 303, no body
    [[nodiscard]] static Response found(std::string_view location);     ///< 302, no body
    [[nodiscard]] static Response moved(std::string_view location);     ///< 308, no body
    [[nodiscard]] static Response no_content();                         ///< 204

    [[nodiscard]] Response with_header(std::string_view name, std::string_view value) &&;
    [[nodiscard]] Response with_cookie(const SetCookie& cookie) &&;
    [[nodiscard]] Response with_retry_after(std::chrono::seconds wait) &&;

    void add_cookie(const SetCookie& cookie);
    void remove_cookie_of_others(std::string_view name, std::string_view path); ///< see to_removal()

    [[nodiscard]] Status status() const { return status_; }
    [[nodiscard]] const std::string& body() const { return body_; }
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& headers() const { return headers_; }

    /// The response as CGI output: "Status: 200\r\n…\r\n\r\n" and the body. HEAD leaves the body out.
    [[nodiscard]] std::string to_cgi(bool with_body) const;

private:
    Response(Status status, std::string body) : status_{status}, body_{std::move(body)} {}
    void add_header(std::string_view name, std::string_view value);

    Status status_;
    std::string body_;
    std::vector<std::pair<std::string, std::string>> headers_;
};

} // namespace http
