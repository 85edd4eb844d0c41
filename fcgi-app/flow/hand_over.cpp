#include "flow/hand_over.hpp"

#include "auth/origin.hpp"
#include "auth/return_url.hpp"
#include "auth/seal.hpp"
#include "auth/secret.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "flow/close_account.hpp"
#include "flow/problem.hpp"
#include "flow/session_cookie.hpp"
#include "store/host_sessions.hpp"
#include "store/identities.hpp"

#include <algorithm>
#include <charconv>

namespace flow {
namespace {

constexpr std::chrono::seconds code_lifetime{30};
constexpr std::string_view code_purpose = "hand-over";
constexpr std::string_view ended_path = "/auth/ended";

/// What a one-time code says; sealed for one host.
struct Offer {
    auth::Digest session;
    std::string state; ///< digest of the state cookie, base64url
    base::Instant expires_at;
    std::string wanted;
};

std::string digest_of(const std::string& state)
{
    return auth::base64url(auth::bytes_of(auth::digest(state)));
}

// No part holds a line break, so it separates.
std::string to_text(const Offer& offer)
{
    return auth::base64url(auth::bytes_of(offer.session)) + '\n' + offer.state + '\n' +
           std::to_string(offer.expires_at.time_since_epoch().count()) + '\n' + offer.wanted;
}

std::string_view next_part(std::string_view& text)
{
    const auto part = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

std::optional<Offer> from_text(std::string_view text)
{
    Offer offer{};
    const auto session = auth::from_base64url(next_part(text));
    if (!session || session->size() != offer.session.size()) return std::nullopt;
    std::ranges::copy(*session, offer.session.begin());
    offer.state = next_part(text);
    const auto seconds = next_part(text);
    std::int64_t count = 0;
    if (std::from_chars(seconds.data(), seconds.data() + seconds.size(), count).ec != std::errc{}) return std::nullopt;
    offer.expires_at = base::Instant{std::chrono::seconds{count}};
    offer.wanted = text;
    return offer;
}

/// A URL of that host, or a path of ours with our origin before it: on the portal's host, a bare path is the portal's.
std::string whole_url(const Visit& visit, const std::string& origin, std::string_view wanted)
{
    const auto url = auth::safe_return_url(wanted, {origin}, origin + '/');
    return url.starts_with('/') ? visit.app.settings.base_url + url : url;
}

std::string hand_over_path(const std::string& origin, const std::string& state, std::string_view wanted)
{
    return "/Account/HandOver?portal=" + base::percent_encode(origin) + "&state=" + digest_of(state) +
           "&ReturnUrl=" + base::percent_encode(wanted);
}

/// The language that a link to the login page asks for. The cookie that keeps it is one of the host that the link names.
std::string asked_language(const Visit& visit)
{
    const auto language = base::language_from_code(visit.request.query.value_or_empty("lang"));
    return language ? "&lang=" + std::string{base::code(*language)} : "";
}

std::optional<Offer> opened(const Visit& visit, const std::string& origin, const std::string& code)
{
    const auto text = auth::unseal(visit.app.settings.keys, code_purpose, origin, code);
    return text ? from_text(*text) : std::nullopt;
}

/// A code that is old, was used, or came to a browser that had not asked for it. Beginning anew costs one click.
http::Response not_handed_over(const Visit& visit, const std::string& url)
{
    view::Page page{"hand_over_failed"};
    page.set("PORTAL_URL", url);
    return show(visit, http::Status::bad_request, page);
}

bool is_signed_in_at(const Visit& visit, const std::string& origin)
{
    const auto cookie = visit.request.cookie(cookie::session);
    return cookie && store::find_identity_at(visit.app.db, auth::digest(base::SessionId{*cookie}), origin, visit.now());
}

bool is_for_this_browser(const Visit& visit, const Offer& offer)
{
    const auto state = visit.request.cookie(cookie::state);
    return state && auth::equal(digest_of(*state), offer.state) && visit.now() < offer.expires_at;
}

/// The cookie of the new session; nullopt when the sign-in has just ended or the code was used.
std::optional<http::SetCookie>
exchange(const Visit& visit, const std::string& origin, const store::Session& session, const std::string& code)
{
    const auto id = auth::new_session_id();
    const bool started = store::start_host_session(
        visit.app.db, {.id = auth::digest(id), .session = session.id, .origin = origin, .code = auth::digest(code)},
        visit.now());
    if (!started) return std::nullopt;
    base::log(base::LogLevel::info, "handed_over", {{"account", session.account.public_id}, {"origin", origin}});
    return session_cookie(visit, id, session.times, session.remembered);
}

http::Response arrive(const Visit& visit, const std::string& origin, const Offer& offer, const std::string& code)
{
    // Reloading, and the second of two tabs.
    if (is_signed_in_at(visit, origin)) return http::Response::see_other(offer.wanted);
    if (!is_for_this_browser(visit, offer)) return not_handed_over(visit, offer.wanted);
    const auto session = store::find_session(visit.app.db, offer.session, visit.now());
    const auto cookie = session ? exchange(visit, origin, *session, code) : std::nullopt;
    if (!cookie) return not_handed_over(visit, offer.wanted);
    auto response = http::Response::see_other(offer.wanted);
    response.add_cookie(*cookie);
    response.add_cookie({std::string{cookie::state}, "", std::chrono::seconds{0}});
    remove_inherited_portal_cookies(visit, session->account.id, response);
    return response;
}

/// "?s=…" on the way of somebody who has closed the account: the step of /Account/Closed, which opens it.
std::string step_on_the_way(const Visit& visit)
{
    const auto step = visit.request.query.find("s");
    return step ? "?s=" + base::percent_encode(*step) : "";
}

/// From /auth/ended of one of the portal's hosts to that of the next one, or to our page at the end of the way.
std::string on_from(const Visit& visit, const std::string& origin)
{
    const auto& origins = visit.app.settings.portal.origins;
    const auto next = std::ranges::find(origins, origin) + 1;
    const auto step = step_on_the_way(visit);
    if (next != origins.end()) return *next + std::string{ended_path} + step;
    const std::string_view last = step.empty() ? std::string_view{"/Account/Logout"} : closed_path;
    return visit.app.settings.base_url + std::string{last} + step;
}

} // namespace

std::optional<std::string> this_portal(const Visit& visit)
{
    return auth::find_origin(visit.app.settings.portal.origins, visit.request.portal.origin);
}

/// A state cookie that is there already stays: two tabs may be on their way at once.
WayIn way_in_at(const Visit& visit, const std::string& origin, const std::string& wanted)
{
    auto state = visit.request.cookie(cookie::state).value_or("");
    std::optional<http::SetCookie> fresh;
    if (!is_cookie_id(state)) {
        state = auth::new_visitor_id().reveal();
        fresh = http::SetCookie{std::string{cookie::state}, state, std::nullopt};
    }
    auto path = hand_over_path(origin, state, wanted);
    // Where somebody has to sign in first, the login page takes this path along, and refuses it for its length or what is in it.
    if (auth::safe_return_url(path, {}, "").empty()) path = hand_over_path(origin, state, origin + '/');
    return {visit.app.settings.base_url + path, std::move(fresh)};
}

std::optional<http::Response> leave_for_our_host(const Visit& visit)
{
    const auto origin = this_portal(visit);
    if (!origin) return std::nullopt;
    auto wanted = return_url(visit);
    if (wanted.starts_with('/')) wanted.insert(0, *origin);
    const auto way = way_in_at(visit, *origin, wanted);
    auto response = http::Response::see_other(way.url + asked_language(visit));
    if (way.cookie) response.add_cookie(*way.cookie);
    return response;
}

http::Response show_hand_over(const Visit& visit)
{
    const auto& query = visit.request.query;
    const auto& settings = visit.app.settings;
    const auto origin = auth::find_origin(settings.portal.origins, query.find("portal").value_or(""));
    const auto state = query.find("state");
    if (!origin || !state || !is_cookie_id(*state)) return error_page(visit, http::Status::bad_request);
    const Offer offer{
        visit.session->id, *state, visit.now() + code_lifetime,
        whole_url(visit, *origin, query.find("ReturnUrl").value_or(""))};
    return http::Response::see_other(
        *origin + "/auth/callback?code=" + auth::seal(settings.keys, code_purpose, *origin, to_text(offer)));
}

http::Response show_callback(const Visit& visit)
{
    const auto origin = this_portal(visit);
    if (!origin) return error_page(visit, http::Status::not_found);
    const auto code = visit.request.query.find("code").value_or("");
    const auto offer = opened(visit, *origin, code);
    return offer ? arrive(visit, *origin, *offer, code) : not_handed_over(visit, *origin + '/');
}

http::Response show_ended(const Visit& visit)
{
    const auto origin = this_portal(visit);
    if (!origin) return error_page(visit, http::Status::not_found);
    auto response = http::Response::see_other(on_from(visit, *origin));
    // A link on a strange page leads here too: nobody is signed out by it.
    if (is_signed_in_at(visit, *origin)) return response;
    response.add_cookie(no_session_cookie());
    remove_portal_cookies(visit, response);
    return response;
}

http::Response show_form_waits(const Visit& visit)
{
    return show(visit, http::Status::ok, view::Page{"form_waits"});
}

std::string after_closing(const Visit& visit, bool was_there, const std::string& told)
{
    const auto& origins = visit.app.settings.portal.origins;
    if (!was_there || origins.empty()) return told;
    std::string way = origins.front();
    way += ended_path;
    return way + told.substr(told.find('?'));
}

std::string after_sign_out(const Visit& visit, bool was_there)
{
    const auto& origins = visit.app.settings.portal.origins;
    return was_there && !origins.empty() ? origins.front() + std::string{ended_path} : "/Account/Logout";
}

void remove_portal_cookies(const Visit& visit, http::Response& response)
{
    for (const auto& [name, path] : visit.app.settings.portal.cookies) response.remove_cookie_of_others(name, path);
}

http::Response leave_signed_out(const Visit& visit, std::string_view location)
{
    auto response = http::Response::see_other(location);
    response.add_cookie(no_session_cookie());
    remove_portal_cookies(visit, response);
    return std::move(response).with_header("Clear-Site-Data", "\"cache\", \"storage\"");
}

void remove_inherited_portal_cookies(const Visit& visit, base::AccountId account, http::Response& response)
{
    if (visit.app.settings.portal.cookies.empty()) return;
    const auto former = visit.request.cookie(cookie::session);
    if (former && store::was_session_of(visit.app.db, auth::digest(base::SessionId{*former}), account)) return;
    remove_portal_cookies(visit, response);
}

} // namespace flow
