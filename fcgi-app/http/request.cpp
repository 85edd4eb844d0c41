#include "http/request.hpp"

#include "base/text.hpp"
#include "http/content_length.hpp"
#include "http/cookie.hpp"
#include "http/form_decoding.hpp"

#include <algorithm>
#include <charconv>

namespace http {
namespace {

using Parameters = std::multimap<std::string, std::string, std::less<>>;

constexpr Refusal bad_request(const char* reason)
{
    return {Status::bad_request, reason};
}

bool is_plain_text(std::string_view text)
{
    return base::is_utf8(text) && !base::has_control_characters(text);
}

/// The parameter, or "": nginx leaves out what is empty, or passes it empty, as its configuration says.
std::string_view find_parameter(const Parameters& parameters, std::string_view name)
{
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string_view{} : std::string_view{found->second};
}

/// nginx passes on every line of a header that a client repeats, so the repetition of one that nobody reads here, or
/// that only tunes the page, is none of our business. Two values of anything else mean a wrong configuration, or
/// somebody who hopes that two readers choose differently.
bool may_be_repeated(std::string_view name)
{
    return name.starts_with("HTTP_") && name != "HTTP_ORIGIN" && name != "HTTP_SEC_FETCH_SITE" && name != "HTTP_HOST";
}

bool has_doubled_parameter(const Parameters& parameters)
{
    const auto is_doubled = [](const auto& a, const auto& b) {
        return a.first == b.first && !may_be_repeated(a.first);
    };
    return std::ranges::adjacent_find(parameters, is_doubled) != parameters.end();
}

bool is_method(std::string_view method)
{
    return !method.empty() && method.size() <= 32 &&
           method.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == std::string_view::npos;
}

/// Nullopt when a "%" begins no escape.
std::optional<std::string> percent_decoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const auto digits = text.substr(i + 1, 2);
        unsigned char byte = 0;
        const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() != 2 || result.ptr != digits.data() + 2) return std::nullopt;
        decoded += static_cast<char>(byte);
        i += 2;
    }
    return decoded;
}

/// The path is taken from REQUEST_URI, which is what the browser sent, and decoded here, once. SCRIPT_NAME and
/// DOCUMENT_URI hold what nginx made of it: decoded, with slashes and dots folded and rewrites applied, so a further
/// decoding would be the second, and which spellings match would depend on the configuration. A path that equals
/// one of the routes after one decoding is the same path for nginx, so its access rules cannot be passed by spelling.
std::optional<std::string> path_of(std::string_view request_uri)
{
    auto path = percent_decoded(request_uri.substr(0, request_uri.find('?')));
    if (!path || !path->starts_with('/') || !is_plain_text(*path)) return std::nullopt;
    return path;
}

/// application/x-www-form-urlencoded, alone or with charset=utf-8.
bool is_form(std::string_view content_type)
{
    const auto semicolon = std::min(content_type.find(';'), content_type.size());
    const auto type = base::trimmed(content_type.substr(0, semicolon));
    const auto parameter = base::ascii_lower(base::trimmed(content_type.substr(semicolon)));
    const auto charset = base::trimmed(parameter.empty() ? parameter : parameter.substr(1));
    return base::equals_ignoring_ascii_case(type, "application/x-www-form-urlencoded") &&
           (charset.empty() || charset == "charset=utf-8" || charset == "charset=\"utf-8\"");
}

std::optional<Refusal> read_target(Request& request, const Parameters& parameters)
{
    request.method = find_parameter(parameters, "REQUEST_METHOD");
    if (!is_method(request.method)) return bad_request("REQUEST_METHOD");
    // Twice what web servers take for a request line: decoding megabytes would keep a worker busy for a second.
    constexpr std::size_t longest = 16UL * 1024;
    for (const auto* name : {"REQUEST_URI", "QUERY_STRING"})
        if (find_parameter(parameters, name).size() > longest) return bad_request(name);
    auto path = path_of(find_parameter(parameters, "REQUEST_URI"));
    if (!path) return bad_request("path");
    request.path = *std::move(path);
    request.raw_query = find_parameter(parameters, "QUERY_STRING");
    auto query = decode_fields(request.raw_query);
    if (!query || !is_plain_text(request.raw_query)) return bad_request("query");
    request.query = *std::move(query);
    return std::nullopt;
}

/// Of a POST alone. The body of any other method has no meaning here and is left unread: the sub-request of
/// auth_request, for one, announces the length of the portal's POST and brings no body.
std::optional<Refusal> read_form(Request& request, const RawRequest& raw)
{
    if (request.method != "POST") return std::nullopt;
    const auto length = parse_content_length(find_parameter(raw.parameters, "CONTENT_LENGTH"));
    if (!length) return bad_request("CONTENT_LENGTH");
    if (*length > max_body_bytes) return Refusal{Status::content_too_large, "CONTENT_LENGTH"};
    if (!is_form(find_parameter(raw.parameters, "CONTENT_TYPE")))
        return Refusal{Status::unsupported_media_type, "CONTENT_TYPE"};
    if (!raw.body_is_complete || raw.body.size() != *length) return bad_request("body length");
    auto form = decode_fields(raw.body);
    if (!form) return bad_request("form");
    request.form = *std::move(form);
    return std::nullopt;
}

/// A header that only tunes the answer: one that is odd is read as absent, so that nobody is locked out by a browser
/// extension.
std::string optional_header(const Parameters& parameters, std::string_view name, std::size_t longest)
{
    const auto [first, last] = parameters.equal_range(name);
    const bool is_given_once = first != last && std::next(first) == last;
    return is_given_once && first->second.size() <= longest && is_plain_text(first->second) ? first->second : "";
}

/// A pair of a Cookie header; of one that is no plain text the name alone, so that a double is still seen as one.
std::string usable_pair(std::string_view pair)
{
    if (is_plain_text(pair)) return base::trimmed(pair);
    const auto name = pair.substr(0, pair.find('='));
    return is_plain_text(name) ? base::trimmed(name) + "=" : "";
}

/// The Cookie header without what is no plain text: another application of the city may set a cookie in Latin-1 for
/// the whole domain, which must not sign anybody out.
std::string usable_cookies(const Parameters& parameters)
{
    constexpr std::size_t longest = 16UL * 1024;
    std::string usable;
    const auto [first, last] = parameters.equal_range("HTTP_COOKIE");
    for (auto line = first; line != last; ++line) {
        const std::string_view cookies = line->second;
        if (cookies.size() > longest) return "";
        for (std::size_t begin = 0; begin < cookies.size();) {
            const auto end = std::min(cookies.find(';', begin), cookies.size());
            const auto pair = usable_pair(cookies.substr(begin, end - begin));
            if (!pair.empty()) usable += (usable.empty() ? "" : "; ") + pair;
            begin = end + 1;
        }
    }
    return usable;
}

/// ASIOINTI_ is nginx's own prefix: no header of a client can become such a parameter.
void read_portal_request(PortalRequest& portal, const Parameters& parameters)
{
    portal.method = optional_header(parameters, "ASIOINTI_METHOD", 32);
    portal.origin = optional_header(parameters, "ASIOINTI_ORIGIN", 300);
    portal.uri = optional_header(parameters, "ASIOINTI_URI", 8192);
    portal.accept = optional_header(parameters, "HTTP_ACCEPT", 1024);
    portal.requested_with = optional_header(parameters, "HTTP_X_REQUESTED_WITH", 64);
    portal.fetch_mode = optional_header(parameters, "HTTP_SEC_FETCH_MODE", 64);
}

std::optional<Refusal> read_headers(Request& request, const Parameters& parameters)
{
    request.client_address = find_parameter(parameters, "REMOTE_ADDR");
    // Without it nobody could be throttled by network.
    if (request.client_address.empty() || !is_plain_text(request.client_address)) return bad_request("REMOTE_ADDR");
    request.cookies = usable_cookies(parameters);
    request.user_agent = optional_header(parameters, "HTTP_USER_AGENT", 1024);
    request.accept_language = optional_header(parameters, "HTTP_ACCEPT_LANGUAGE", 1024);
    request.origin = optional_header(parameters, "HTTP_ORIGIN", 1024);
    request.fetch_site = optional_header(parameters, "HTTP_SEC_FETCH_SITE", 64);
    read_portal_request(request.portal, parameters);
    return std::nullopt;
}

} // namespace

std::optional<std::string> Request::cookie(std::string_view name) const
{
    return find_cookie(cookies, name);
}

std::variant<Request, Refusal> parse_request(const RawRequest& raw, std::string reference, base::Instant now)
{
    Request request;
    request.reference = std::move(reference);
    request.received_at = now;
    if (has_doubled_parameter(raw.parameters)) return bad_request("doubled parameter");
    if (const auto refusal = read_target(request, raw.parameters)) return *refusal;
    if (const auto refusal = read_form(request, raw)) return *refusal;
    if (const auto refusal = read_headers(request, raw.parameters)) return *refusal;
    return request;
}

} // namespace http
