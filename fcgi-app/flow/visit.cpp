#include "flow/visit.hpp"

#include "auth/network.hpp"
#include "auth/origin.hpp"
#include "auth/return_url.hpp"
#include "auth/secret.hpp"
#include "base/text.hpp"
#include "flow/draft.hpp"
#include "flow/names.hpp"

#include <algorithm>
#include <utility>

namespace flow {
namespace {

std::optional<base::Language> chosen_language(const http::Request& request)
{
    const auto code = request.query.find("lang");
    return code ? base::language_from_code(*code) : std::nullopt;
}

/// Ends the language cookie of somebody who chose while signed in.
constexpr char chosen_signed_in = '-';

http::SetCookie language_cookie(const Visit& visit, base::Language chosen)
{
    if (!visit.session) return kept_language_cookie(chosen);
    return {std::string{cookie::language}, std::string{base::code(chosen)} + chosen_signed_in, std::nullopt};
}

std::optional<store::Session> find_session(const http::Request& request, App& app, bool is_needed)
{
    const auto value = request.cookie(cookie::session);
    if (!value) return std::nullopt;
    try {
        auto session = store::find_session(app.db, auth::digest(base::SessionId{*value}), request.received_at);
        if (session && auth::should_touch(session->times, request.received_at))
            store::touch_session(app.db, session->id, request.received_at);
        return session;
    } catch (const store::DatabaseError&) {
        if (is_needed) throw;
        return std::nullopt;
    }
}

/// Path and query without "lang", which the language links add.
std::string without_language(const http::Request& request)
{
    std::string query;
    std::string_view rest = request.raw_query;
    while (!rest.empty()) {
        const auto end = rest.find('&');
        const auto item = rest.substr(0, end);
        if (!item.empty() && !item.starts_with("lang=")) query += (query.empty() ? "?" : "&") + std::string{item};
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return request.path + query;
}

/// A second line beside the token: browsers say where a form was sent from, older ones by Origin alone, which is "null" where a page
/// asks for no referrer, as ours do.
bool came_from_elsewhere(const Visit& visit)
{
    const auto& site = visit.request.fetch_site;
    const auto& origin = visit.request.origin;
    if (!site.empty()) return site == "cross-site";
    return !origin.empty() && origin != "null" && !auth::is_same_host(origin, visit.app.settings.base_url);
}

} // namespace

http::SetCookie kept_language_cookie(base::Language language)
{
    constexpr std::chrono::days is_kept{365};
    return {std::string{cookie::language}, std::string{base::code(language)}, is_kept};
}

base::Language language_of_page(
    std::optional<base::Language> chosen, std::string kept, bool is_signed_in, std::optional<base::Language> of_account,
    std::string_view accept_language)
{
    if (chosen) return *chosen;
    const bool was_signed_in = kept.ends_with(chosen_signed_in);
    if (was_signed_in) kept.pop_back();
    const auto in_cookie = base::language_from_code(kept);
    if (is_signed_in && in_cookie && was_signed_in) return *in_cookie;
    if (is_signed_in && of_account) return *of_account;
    return in_cookie ? *in_cookie : base::language_from_header(accept_language).value_or(base::Language::fi);
}

bool is_cookie_id(std::string_view value)
{
    const auto is_base64url = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return value.size() == 43 && std::ranges::all_of(value, is_base64url);
}

Visit begin_visit(const http::Request& request, App& app, bool session_is_needed)
{
    auto session = find_session(request, app, session_is_needed);
    const auto language = language_of_page(
        chosen_language(request), request.cookie(cookie::language).value_or(""), session.has_value(),
        session ? session->account.language : std::nullopt, request.accept_language);
    std::string binding = request.cookie(session ? cookie::session : cookie::visitor).value_or("");
    const bool is_new_visitor = !session && !is_cookie_id(binding);
    if (is_new_visitor) binding = auth::new_visitor_id().reveal();
    return {request, app, language, std::move(session), std::move(binding), is_new_visitor, without_language(request)};
}

http::Response end_visit(const Visit& visit, http::Response response)
{
    // Pages in place of a portal's hold no form.
    const bool is_at_portal =
        auth::find_origin(visit.app.settings.portal.origins, visit.request.portal.origin).has_value();
    if (visit.is_new_visitor && !is_at_portal && response.status() != http::Status::no_content)
        response.add_cookie({std::string{cookie::visitor}, visit.binding, std::nullopt});
    if (const auto chosen = chosen_language(visit.request)) response.add_cookie(language_cookie(visit, *chosen));
    return response;
}

view::Frame frame(const Visit& visit)
{
    std::optional<view::Person> person;
    if (visit.session) person = view::Person{display_name(visit.session->account), visit.session->account.email};
    view::Frame frame{
        .language = visit.language,
        .form_token = visit.app.form_tokens.token(visit.binding),
        .person = std::move(person),
        .here = visit.here,
        .announcement = visit.app.announcement(visit.language, visit.now())};
    if (visit.session) frame.form_owner = [&visit] { return form_owner(visit); };
    return frame;
}

http::Response show(const Visit& visit, http::Status status, const view::Page& page)
{
    return visit.app.pages.html(status, frame(visit), page);
}

bool form_is_ours(const Visit& visit)
{
    if (came_from_elsewhere(visit)) return false;
    const auto token = visit.request.form.find("form_token");
    return token && !visit.is_new_visitor && visit.app.form_tokens.is_valid(visit.binding, *token);
}

std::string return_url(const Visit& visit)
{
    auto candidate = visit.request.query.find_any_case("ReturnUrl");
    if (visit.request.method == "POST") candidate = visit.request.form.find("return_url");
    const auto& settings = visit.app.settings;
    return auth::safe_return_url(candidate.value_or(""), settings.return_origins, settings.start_url);
}

std::string with_return_url(const Visit& visit, std::string_view path, const std::string& return_url)
{
    std::string url{path};
    if (!return_url.empty() && return_url != visit.app.settings.start_url)
        url += "?ReturnUrl=" + base::percent_encode(return_url);
    return url;
}

std::string display_name(const store::Account& account)
{
    auto name = full_name(account.given_name, account.family_name);
    return name.empty() ? account.email : name;
}

std::string network(const Visit& visit)
{
    return auth::network_of(visit.request.client_address);
}

void record(
    store::Transaction& tx, const Visit& visit, store::AuditKind kind, const std::optional<base::AccountId>& account,
    std::string detail)
{
    if (visit.session) tx.introduce(visit.session->account.id, visit.session->account.public_id);
    tx.record(
        {.kind = kind,
         .account = account,
         .client_network = network(visit),
         .detail = std::move(detail),
         .reference = visit.request.reference},
        visit.now());
}

} // namespace flow
