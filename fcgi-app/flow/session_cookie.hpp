#pragma once

#include "flow/step.hpp"
#include "store/throttle.hpp"

namespace flow {

/// The cookies of a sign-in that succeeded.
struct SignInCookies {
    http::SetCookie session;
    http::SetCookie device; ///< by which the account knows this browser again
};

/// Starts a session for `account`, always under a new id, records the sign-in and returns the cookies for it. The browser
/// keeps the session's until it closes, or for as long as the session lives for somebody who `wants_to_be_remembered`. A
/// member of staff is never remembered, and signed out after a quarter of an hour without a page. When the account does not
/// know the browser, its owner is told by mail, unless it has never known any. Nullopt when the account was locked or got
/// another password since it was read.
///
/// attempt  what was reserved for it: it is forgotten as a failure, in the same transaction.
[[nodiscard]] std::optional<SignInCookies> start_session(
    const Visit& visit, const store::Account& account, bool wants_to_be_remembered, const store::AttemptKeys& attempt);

/// The cookie for a session that lives on under a new id.
[[nodiscard]] http::SetCookie
session_cookie(const Visit& visit, const base::SessionId& id, const auth::SessionTimes& times, bool remembered);

/// To a page of a flow that has ended every session of `account`: whoever was signed in to it in this browser is not any
/// more, so that page is bound to a new anonymous visitor.
[[nodiscard]] http::Response
to_step_without_session(const Visit& visit, base::AccountId account, std::string_view path, const Step& step);

/// Removes the cookie.
[[nodiscard]] http::SetCookie no_session_cookie();

} // namespace flow
