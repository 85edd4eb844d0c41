#include "http/response.hpp"

#include <algorithm>
#include <stdexcept>

namespace http {
namespace {

constexpr std::string_view reason_phrase(Status status)
{
    switch (status) {
    case Status::ok:
        return "OK";
    case Status::no_content:
        return "No Content";
    case Status::found:
        return "Found";
    case Status::see_other:
        return "See Other";
    case Status::moved_permanently:
        return "Permanent Redirect";
    case Status::bad_request:
        return "Bad Request";
    case Status::unauthorized:
        return "Unauthorized";
    case Status::forbidden:
        return "Forbidden";
    case Status::not_found:
        return "Not Found";
    case Status::method_not_allowed:
        return "Method Not Allowed";
    case Status::content_too_large:
        return "Content Too Large";
    case Status::unsupported_media_type:
        return "Unsupported Media Type";
    case Status::unprocessable_content:
        return "Unprocessable Content";
    case Status::too_many_requests:
        return "Too Many Requests";
    case Status::internal_server_error:
        return "Internal Server Error";
    case Status::service_unavailable:
        return "Service Unavailable";
    }
    return "";
}

/// tchar of RFC 9110, 5.6.2.
bool is_token_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos);
}

bool ends_a_line(char c)
{
    return c == '\r' || c == '\n' || c == '\0';
}

} // namespace

Response Response::html(Status status, std::string body)
{
    return text(status, std::move(body), "text/html; charset=utf-8");
}

Response Response::text(Status status, std::string body, std::string_view content_type)
{
    Response response{status, std::move(body)};
    response.add_header("Content-Type", content_type);
    return response;
}

Response Response::see_other(std::string_view location)
{
    return Response{Status::see_other, ""}.with_header("Location", location);
}

Response Response::found(std::string_view location)
{
    return Response{Status::found, ""}.with_header("Location", location);
}

Response Response::moved(std::string_view location)
{
    return Response{Status::moved_permanently, ""}.with_header("Location", location);
}

Response Response::no_content()
{
    return {Status::no_content, ""};
}

Response Response::with_header(std::string_view name, std::string_view value) &&
{
    add_header(name, value);
    return std::move(*this);
}

Response Response::with_cookie(const SetCookie& cookie) &&
{
    add_cookie(cookie);
    return std::move(*this);
}

Response Response::with_retry_after(std::chrono::seconds wait) &&
{
    return std::move(*this).with_header("Retry-After", std::to_string(std::max(wait, std::chrono::seconds{1}).count()));
}

void Response::add_cookie(const SetCookie& cookie)
{
    add_header("Set-Cookie", to_header(cookie));
}

void Response::remove_cookie_of_others(std::string_view name, std::string_view path)
{
    add_header("Set-Cookie", to_removal(name, path));
}

std::string Response::to_cgi(bool with_body) const
{
    constexpr std::size_t room_for_headers = 1024;
    std::string output;
    output.reserve(room_for_headers + body_.size());
    output.append("Status: ")
        .append(std::to_string(static_cast<int>(status_)))
        .append(" ")
        .append(reason_phrase(status_));
    output += "\r\nCache-Control: no-store\r\n";
    for (const auto& [name, value] : headers_) output.append(name).append(": ").append(value).append("\r\n");
    // The length lets nginx keep the browser's connection without chunking; RFC 9110, 8.6 forbids it for 204.
    if (status_ != Status::no_content) output += "Content-Length: " + std::to_string(body_.size()) + "\r\n";
    output += "\r\n";
    if (with_body) output += body_;
    return output;
}

void Response::add_header(std::string_view name, std::string_view value)
{
    if (name.empty() || !std::ranges::all_of(name, is_token_character)) throw std::invalid_argument{"header name"};
    if (std::ranges::any_of(value, ends_a_line)) throw std::invalid_argument{"header value"};
    headers_.emplace_back(name, value);
}

} // namespace http
