#include "flow/portal_sign_in.hpp"

#include "auth/return_url.hpp"
#include "base/text.hpp"
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

/// The login page, and behind it the portal's page: local when the portal shares our host.
std::string login_url(const Visit& visit)
{
    const auto& settings = visit.app.settings;
    const auto& portal = visit.request.portal;
    const bool is_ours = portal.origin.empty() || portal.origin == settings.base_url;
    const auto wanted = is_ours ? portal.uri : portal.origin + portal.uri;
    const auto target = auth::safe_return_url(wanted, settings.return_origins, settings.start_url);
    return settings.base_url + "/Account/Login?ReturnUrl=" + base::percent_encode(target);
}

http::Response plain_refusal()
{
    return http::Response::text(http::Status::unauthorized, "not signed in\n", "text/plain; charset=utf-8");
}

} // namespace

http::Response show_portal_sign_in(const Visit& visit)
{
    const auto& portal = visit.request.portal;
    if (portal.uri.empty()) return error_page(visit, http::Status::not_found);
    if (!is_for_a_person(portal)) return plain_refusal();
    if (is_reading(portal)) return http::Response::see_other(login_url(visit));
    view::Page page{"portal_form_kept"};
    page.set("LOGIN_URL", visit.app.settings.base_url + "/Account/Login");
    return show(visit, http::Status::unauthorized, page);
}

} // namespace flow
