#include "flow/confirm_password.hpp"

#include "auth/return_url.hpp"
#include "auth/secret.hpp"
#include "flow/current_password.hpp"
#include "flow/session_cookie.hpp"

namespace flow {
namespace {

/// Where to go then; without a place of their own people come from the settings.
std::string target_of(const Visit& visit)
{
    const bool is_post = visit.request.method == "POST";
    const auto wanted =
        is_post ? visit.request.form.find("return_url") : visit.request.query.find_any_case("ReturnUrl");
    return auth::safe_return_url(wanted.value_or(""), visit.app.settings.return_origins, "/Account/Settings");
}

view::Page confirm_page(const Visit& visit)
{
    view::Page page{"confirm_password"};
    page.set("USER_NAME", visit.session->account.email).set("RETURN_URL", target_of(visit));
    return page;
}

/// The session goes on under a new id. Nullopt when it has one already, from the same form that was sent twice, or has
/// ended: then the browser keeps what it has.
std::optional<http::SetCookie> rotate(const Visit& visit)
{
    const auto id = auth::new_session_id();
    const auto& session = *visit.session;
    const bool goes_on = store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        if (!store::rotate_session(tx, session.account.id, session.id, auth::digest(id), visit.now())) return false;
        record(tx, visit, store::AuditKind::sign_in, session.account.id, "password given again");
        return true;
    });
    if (!goes_on) return std::nullopt;
    return session_cookie(visit, id, session.times, session.remembered);
}

} // namespace

http::Response show_confirm_password(const Visit& visit)
{
    if (auth::password_just_given(visit.session->times, visit.now()))
        return http::Response::see_other(target_of(visit));
    return show(visit, http::Status::ok, confirm_page(visit));
}

http::Response post_confirm_password(const Visit& visit)
{
    auto page = confirm_page(visit);
    const auto current = check_current_password(visit, page);
    if (current == CurrentPassword::busy) return show_busy(visit, std::move(page));
    if (current == CurrentPassword::refused) return show(visit, http::Status::unprocessable_content, page);
    auto response = http::Response::see_other(target_of(visit));
    if (const auto cookie = rotate(visit)) response.add_cookie(*cookie);
    return response;
}

http::Response confirm_password_again(const Visit& visit, Problem problem)
{
    return show_again(visit, problem, confirm_page(visit));
}

} // namespace flow
