#pragma once

#include "flow/problem.hpp"
#include "store/link_tokens.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What all pages behind a mailed link share. GET with the token in the query puts it into a short-lived restricted
/// cookie and goes on to the clean URL, so the secret leaves the address bar; only POST uses it up.
namespace flow {

/// An open link in this browser.
struct OpenLink {
    base::LinkToken token;
    store::MailedLink link;
    /// For the form's hidden field "link": ties the form to this very token, so that two links in one browser cannot
    /// change the wrong account.
    std::string proof;
};

/// For GET: the link to show, or the response to give instead: the redirect to the clean URL, the page for a dead link,
/// or the page that says to open the link again because this browser has no cookie for it.
[[nodiscard]] std::variant<OpenLink, http::Response>
open_link(const Visit& visit, std::string_view path, store::LinkPurpose purpose);

/// For POST: the same, from the cookie and the form's proof. A form of another link than the cookie's gets the page
/// that says to open the link again.
[[nodiscard]] std::variant<OpenLink, http::Response> posted_link(const Visit& visit, store::LinkPurpose purpose);

/// The one page for wrong, expired, used, truncated and doubled tokens. Where a new link is to be had depends on
/// the purpose.
[[nodiscard]] http::Response dead_link(const Visit& visit, store::LinkPurpose purpose);

/// Removes the cookie.
[[nodiscard]] http::SetCookie no_link_cookie();

} // namespace flow
