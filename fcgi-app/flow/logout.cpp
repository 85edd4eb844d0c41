#include "flow/logout.hpp"

#include "flow/hand_over.hpp"
#include "flow/session_cookie.hpp"
#include "store/host_sessions.hpp"

namespace flow {
namespace {

view::Page logout_page(const Visit& visit)
{
    view::Page page{"logout"};
    page.show("EVERYWHERE").set("START_URL", visit.app.settings.start_url);
    return page;
}

void end_sessions(const Visit& visit, bool everywhere)
{
    const auto& session = *visit.session;
    store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        if (everywhere)
            store::end_sessions(tx, session.account.id, std::nullopt, visit.now());
        else
            store::end_session(tx, session.id, visit.now());
        record(
            tx, visit, everywhere ? store::AuditKind::sign_out_everywhere : store::AuditKind::sign_out,
            session.account.id);
    });
}

} // namespace

http::Response show_logout(const Visit& visit)
{
    if (visit.session) return show(visit, http::Status::ok, logout_page(visit));
    // Its session has ended in another way, which has left the portal's cookies in this browser. Some, like w3m, empty a cookie that
    // they are told to remove.
    if (!visit.request.cookie(cookie::session).value_or("").empty())
        return leave_signed_out(visit, after_sign_out(visit, true));
    view::Page page{"signed_out"};
    page.set("START_URL", visit.app.settings.start_url);
    return show(visit, http::Status::ok, page);
}

http::Response post_logout(const Visit& visit)
{
    bool was_at_portal = false;
    if (visit.session) {
        was_at_portal = !store::list_host_sessions(visit.app.db, visit.session->id).empty();
        end_sessions(visit, visit.request.form.find("everywhere").has_value());
    }
    return leave_signed_out(visit, after_sign_out(visit, was_at_portal));
}

http::Response logout_again(const Visit& visit, Problem problem)
{
    if (!visit.session) return show_logout(visit);
    return show_again(visit, problem, logout_page(visit));
}

} // namespace flow
