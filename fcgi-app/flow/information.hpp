#pragma once

#include "flow/problem.hpp"

/// Pages that only inform, and addresses that only lead elsewhere. Reachable without signing in.
namespace flow {

[[nodiscard]] http::Response show_accessibility(const Visit& visit);
[[nodiscard]] http::Response show_privacy(const Visit& visit);
[[nodiscard]] http::Response show_cookies(const Visit& visit);

/// For those whom the ordinary way does not fit, such as people without e-mail: what to do, and where to go.
[[nodiscard]] http::Response show_help(const Visit& visit);

/// /.well-known/jwks.json: the public keys with which the portal verifies statements (RFC 7517).
[[nodiscard]] http::Response show_jwk_set(const Visit& visit);

/// /.well-known/change-password (W3C): 302 to the page.
[[nodiscard]] http::Response to_change_password(const Visit& visit);

/// Alive: the process answers. Ready: the database answers too, and has what this version needs of it. Templates, catalogues
/// and settings need no question: without them no process starts.
[[nodiscard]] http::Response show_alive(const Visit& visit);
[[nodiscard]] http::Response show_ready(const Visit& visit);

} // namespace flow
