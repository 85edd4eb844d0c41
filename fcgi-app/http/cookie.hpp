#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace http {

/// The value of the cookie called `name` in a Cookie header (RFC 6265bis). Nullopt when it is absent, or when the
/// name occurs twice or in another case: a second cookie was planted by somebody, and nobody can tell by whom.
[[nodiscard]] std::optional<std::string> find_cookie(std::string_view cookie_header, std::string_view name);

/// One Set-Cookie line. Always Secure, HttpOnly, Path=/, SameSite=Lax, without Domain.
struct SetCookie {
    std::string name;  ///< begins with "__Host-"
    std::string value; ///< cookie octets only; anything else throws std::invalid_argument when written
    std::optional<std::chrono::seconds> max_age; ///< absent: until the browser closes; zero: removes the cookie
};

/// "__Host-x=…; Path=/; Secure; HttpOnly; SameSite=Lax[; Max-Age=…]"
[[nodiscard]] std::string to_header(const SetCookie& cookie);

/// The Set-Cookie line that removes a cookie which another application of this host has set.
///
/// name, path  as that application has set them: a browser removes a cookie of this name and path, and no other.
[[nodiscard]] std::string to_removal(std::string_view name, std::string_view path);

} // namespace http
