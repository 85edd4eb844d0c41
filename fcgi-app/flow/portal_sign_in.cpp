#include "flow/portal_sign_in.hpp"

#include "auth/origin.hpp"
#include "auth/return_url.hpp"
#include "base/text.hpp"
#include "flow/hand_over.hpp"
#include "flow/problem.hpp"

namespace flow {
namespace {

/// A browser that shows the answer to a person. Scripts say so by one of three headers.
bool is_for_a_person(const http::PortalRequest& portal)
{
    if (base::equals_ignoring_ascii_case(portal.requested_with, "XMLHttpRequest")) return false;
    if (!portal.fetch_mode.empty()) return portal.fetch_mode == "navigate";
    return portal.accept.find("text/html") != std::string::npos;
}

bool is_reading(const http::PortalRequest& portal)
{
    return portal.method == "GET" || portal.method == "HEAD";
}

/// The login page of our host, and behind it what was wanted.
std::string login_url(const Visit& visit, std::string_view wanted)
{
    const auto& settings = visit.app.settings;
    const auto target = auth::safe_return_url(wanted, settings.return_origins, settings.start_url);
    return settings.base_url + "/Account/Login?ReturnUrl=" + base::percent_encode(target);
}

/// wanted  path and query on the host that was asked for; empty: our page that says to go back to the form
WayIn way_in(const Visit& visit, const std::string& wanted)
{
    const auto& asked = visit.request.portal.origin;
    const std::string waiting{form_waits_path};
    if (const auto portal = this_portal(visit))
        return way_in_at(visit, *portal, wanted.empty() ? waiting : *portal + wanted);
    if (wanted.empty()) return {login_url(visit, waiting), std::nullopt};
    // A session never gets to a host that portal.origins does not name: whoever were led back there would come here again, and
    // so on. check-portal says what is missing.
    const bool is_ours = asked.empty() || auth::is_same_host(asked, visit.app.settings.base_url);
    return {login_url(visit, is_ours ? wanted : ""), std::nullopt};
}

http::Response plain_refusal()
{
    return http::Response::text(http::Status::unauthorized, "not signed in\n", "text/plain; charset=utf-8");
}

/// In place of the portal's answer: reloading it sends the form again. Another language is one to sign in in, in another
/// tab: this page cannot come a second time without the form.
http::Response form_kept(const Visit& visit, const std::string& url)
{
    view::Page page{"portal_form_kept"};
    page.set("LOGIN_URL", url);
    auto around = frame(visit);
    around.here = url;
    around.is_kept_open = true;
    return visit.app.pages.html(http::Status::unauthorized, around, page);
}

} // namespace

http::Response show_portal_sign_in(const Visit& visit)
{
    const auto& portal = visit.request.portal;
    if (portal.uri.empty()) return error_page(visit, http::Status::not_found);
    if (!is_for_a_person(portal)) return plain_refusal();
    const auto way = way_in(visit, is_reading(portal) ? portal.uri : "");
    auto response = is_reading(portal) ? http::Response::see_other(way.url) : form_kept(visit, way.url);
    if (way.cookie) response.add_cookie(*way.cookie);
    return response;
}

} // namespace flow
