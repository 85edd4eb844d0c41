#pragma once

#include "flow/visit.hpp"

namespace flow {

/// Starts a session for `account`, always under a new id, records the sign-in and returns the cookie for it. The browser
/// keeps the cookie until it closes, or for as long as the session lives when it is `remembered`. Nullopt when the
/// account was locked or got another password since it was read.
[[nodiscard]] std::optional<http::SetCookie>
start_session(const Visit& visit, const store::Account& account, bool remembered);

/// The cookie for a session that lives on under a new id.
[[nodiscard]] http::SetCookie
session_cookie(const Visit& visit, const base::SessionId& id, const auth::SessionTimes& times, bool remembered);

/// Removes the cookie.
[[nodiscard]] http::SetCookie no_session_cookie();

} // namespace flow
