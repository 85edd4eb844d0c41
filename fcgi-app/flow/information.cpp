#include "flow/information.hpp"

namespace flow {
namespace {

constexpr std::string_view plain_text = "text/plain; charset=utf-8";

} // namespace

http::Response show_accessibility(const Visit& visit)
{
    return show(visit, http::Status::ok, view::Page{"accessibility"});
}

http::Response show_privacy(const Visit& visit)
{
    return show(visit, http::Status::ok, view::Page{"privacy"});
}

http::Response show_cookies(const Visit& visit)
{
    return show(visit, http::Status::ok, view::Page{"cookies"});
}

http::Response show_bar(const Visit& visit)
{
    if (!visit.session) return http::Response::no_content();
    return http::Response::html(http::Status::ok, visit.app.pages.fragment(frame(visit), view::Page{"bar"}));
}

http::Response to_change_password(const Visit& /*visit*/)
{
    return http::Response::found("/Account/Settings/Password");
}

http::Response show_alive(const Visit& /*visit*/)
{
    return http::Response::text(http::Status::ok, "alive\n", plain_text);
}

http::Response show_ready(const Visit& visit)
{
    if (visit.app.db.probe()) return http::Response::text(http::Status::ok, "ready\n", plain_text);
    return http::Response::text(http::Status::service_unavailable, "database away\n", plain_text);
}

} // namespace flow
