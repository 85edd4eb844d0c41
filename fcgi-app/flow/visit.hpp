#pragma once

#include "base/language.hpp"
#include "flow/app.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "store/audit_event.hpp"
#include "store/database.hpp"
#include "store/sessions.hpp"
#include "view/pages.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace flow {

/// Names of our cookies; /Account/Cookies lists the same.
namespace cookie {
constexpr std::string_view session = "__Host-asiointi";
constexpr std::string_view visitor = "__Host-asiointi-form";
constexpr std::string_view link = "__Host-asiointi-link";
constexpr std::string_view language = "__Host-asiointi-language";
constexpr std::string_view device = "__Host-asiointi-device";
constexpr std::string_view state = "__Host-asiointi-state"; ///< on a portal's host alone
} // namespace cookie

/// One request with what is known about who makes it.
struct Visit {
    const http::Request& request;
    App& app;
    base::Language language;
    std::optional<store::Session> session; ///< of a signed-in person; alive
    /// What this browser's forms and sealed values are bound to: the session cookie's value, or the anonymous visitor's.
    std::string binding;
    bool is_new_visitor; ///< the binding is fresh: the response must carry the visitor's cookie
    std::string here;    ///< path and query for the language links

    [[nodiscard]] base::Instant now() const { return request.received_at; }
};

/// Looks at cookies and language and finds the session, if any. With the database away the visitor counts as anonymous
/// unless `session_is_needed`, in which case DatabaseUnavailable passes on.
[[nodiscard]] Visit begin_visit(const http::Request& request, App& app, bool session_is_needed);

/// The language of a page: explicit choice, account, cookie, browser, Finnish, in this order. What a signed-in person
/// chose counts for more than the account's own.
///
/// chosen           by ?lang=
/// kept             the value of the language cookie, or ""
/// is_signed_in     the account's language counts
/// of_account       as it is set there; absent: never chosen
/// accept_language  the header, or ""
[[nodiscard]] base::Language language_of_page(
    std::optional<base::Language> chosen, std::string kept, bool is_signed_in, std::optional<base::Language> of_account,
    std::string_view accept_language);

/// The cookie by which a browser keeps a language for a year, whoever is signed in.
[[nodiscard]] http::SetCookie kept_language_cookie(base::Language language);

/// True for 32 bytes in base64url, the form of all values that our cookies hold.
[[nodiscard]] bool is_cookie_id(std::string_view value);

/// The response with the cookies that this visit calls for: a new visitor's, and a language just chosen.
[[nodiscard]] http::Response end_visit(const Visit& visit, http::Response response);

[[nodiscard]] view::Frame frame(const Visit& visit);

/// The page in its frame.
[[nodiscard]] http::Response show(const Visit& visit, http::Status status, const view::Page& page);

/// True when the form came with the token that we put into it for this browser, and not from another site.
[[nodiscard]] bool form_is_ours(const Visit& visit);

/// ReturnUrl of the query (in any case, as in old links) or return_url of the form, when it is safe; else the start page.
[[nodiscard]] std::string return_url(const Visit& visit);

/// `path` with ReturnUrl when that is not the start page.
[[nodiscard]] std::string with_return_url(const Visit& visit, std::string_view path, const std::string& return_url);

/// "Erkki Esimerkki"; of a company its name; the address when there is no name.
[[nodiscard]] std::string display_name(const store::Account& account);

/// How auth::network_of() sees the client.
[[nodiscard]] std::string network(const Visit& visit);

/// Writes into the audit trail what a resident has done in this visit, as a part of doing it. No account: it was about none
/// that we know. detail: as in store::AuditEvent.
void record(
    store::Transaction& tx, const Visit& visit, store::AuditKind kind, const std::optional<base::AccountId>& account,
    std::string detail = "");

} // namespace flow
