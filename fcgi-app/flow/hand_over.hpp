#pragma once

#include "flow/visit.hpp"

#include <optional>
#include <string>
#include <string_view>

/// A portal on a host name of its own cannot see our cookie. Its host gets a session of its own for a one-time code
/// (DESIGN, "Portal"; R-258):
///
///     portal's host   no session: a random state cookie, and away to          (flow/portal_sign_in.cpp)
///     our host        /Account/HandOver: whoever is signed in gets a code, sealed for that host, that state, 30 s, and away to
///     portal's host   /auth/callback: the code and the cookie of that state are exchanged for a session of that host
///
/// /auth/callback writes on a GET, the one exception to R-118: a browser can be led back by nothing else. The state cookie keeps
/// anybody else's link from having an effect.
///
/// Signing out here, or closing the account, ends the sessions there; /auth/ended then takes the cookies away on that host.
namespace flow {

/// The portal's host that this request came to, as configured; nullopt for our own, and for one that is not configured.
[[nodiscard]] std::optional<std::string> this_portal(const Visit& visit);

/// Where a browser gets a session of the portal's host, and the cookie that goes with it.
struct WayIn {
    std::string url;
    std::optional<http::SetCookie> cookie;
};

/// origin  of this_portal()
/// wanted  where to go in the end: a URL of that host, or a path of ours. One that the login page would not come back to is the
///         start of that host.
[[nodiscard]] WayIn way_in_at(const Visit& visit, const std::string& origin, const std::string& wanted);

/// On a portal's host, whoever opens the login page is led over ours and back to ReturnUrl, in the language that
/// the address asks for; nullopt on our own host.
[[nodiscard]] std::optional<http::Response> leave_for_our_host(const Visit& visit);

[[nodiscard]] http::Response show_hand_over(const Visit& visit);
[[nodiscard]] http::Response show_callback(const Visit& visit);
[[nodiscard]] http::Response show_ended(const Visit& visit);

/// "You are signed in; go back to the tab that waits for you."
[[nodiscard]] http::Response show_form_waits(const Visit& visit);
constexpr std::string_view form_waits_path = "/Account/FormWaits";

/// Where a browser goes that has just signed out here: over the portal's hosts, if it was signed in there, to our page.
///
/// was_there  it had a session of one of them
[[nodiscard]] std::string after_sign_out(const Visit& visit, bool was_there);

/// The same for one whose account was closed.
///
/// told  /Account/Closed with its step: the page at the end of the way
[[nodiscard]] std::string after_closing(const Visit& visit, bool was_there, const std::string& told);

/// Takes away the cookies of the portal's own that the installation names.
void remove_portal_cookies(const Visit& visit, http::Response& response);

/// To `location`, as a browser in which nobody is signed in any more: without our session's cookie, the portal's own, and what it kept
/// of a signed-in person's pages, for the next one at a shared computer.
[[nodiscard]] http::Response leave_signed_out(const Visit& visit, std::string_view location);

/// As remove_portal_cookies() at a sign-in, unless it was this account, too, that was signed in here before: nobody goes on in a session of the
/// portal's that somebody else has left, and whoever comes back to their own can still send the form they were filling in.
void remove_inherited_portal_cookies(const Visit& visit, base::AccountId account, http::Response& response);

} // namespace flow
