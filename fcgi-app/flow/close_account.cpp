#include "flow/close_account.hpp"

#include "auth/secret.hpp"
#include "base/time.hpp"
#include "flow/closing.hpp"
#include "flow/current_password.hpp"
#include "flow/hand_over.hpp"
#include "flow/session_cookie.hpp"
#include "flow/settings.hpp"
#include "flow/step.hpp"
#include "store/host_sessions.hpp"

namespace flow {
namespace {

constexpr std::string_view path = "/Account/Settings/Delete";
constexpr std::chrono::minutes confirm_within{15};

view::Page first_page(const Visit& visit)
{
    view::Page page{"close_account"};
    page.set("BACK_URL", settings_path).set("USER_NAME", visit.session->account.email);
    return page;
}

view::Page confirm_page(const Visit& visit, const Step& step)
{
    view::Page page{"close_account_confirm"};
    page.set("BACK_URL", settings_path)
        .set("USER_NAME", visit.session->account.email)
        .set("STEP", sealed_step(visit, step));
    return page;
}

/// A step that says when the password was given.
Step password_given(const Visit& visit)
{
    return {Step::Kind::password_given, base::to_datetime(visit.now()), ""};
}

bool is_recent(const Visit& visit, const std::optional<Step>& step)
{
    return step && step->kind == Step::Kind::password_given &&
           visit.now() - base::from_datetime(step->subject) < confirm_within;
}

bool close_own_account(const Visit& visit, base::Instant erase_at)
{
    const auto& account = visit.session->account;
    return store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        return close_in(
            tx, account, visit.language, erase_at, visit.now(),
            {.kind = store::AuditKind::account_closed,
             .account = account.id,
             .client_network = network(visit),
             .detail = "",
             .reference = visit.request.reference});
    });
}

/// As after signing out, with a page at the end that says more. It is bound to a new anonymous visitor.
http::Response leave(const Visit& visit, const Step& done, bool was_at_portal)
{
    const std::string binding = auth::new_visitor_id().reveal();
    auto response =
        leave_signed_out(visit, after_closing(visit, was_at_portal, step_url(visit, closed_path, done, binding)));
    response.add_cookie({std::string{cookie::visitor}, binding, std::nullopt});
    return response;
}

http::Response post_confirmed(const Visit& visit)
{
    if (!is_recent(visit, find_posted_step(visit))) return close_account_again(visit, Problem::form_expired);
    const auto erase_at = visit.now() + visit.app.settings.account.erase_after;
    const bool was_at_portal = !store::list_host_sessions(visit.app.db, visit.session->id).empty();
    if (!close_own_account(visit, erase_at)) return close_account_again(visit, Problem::form_expired);
    pool::announce_mail(visit.app.shared);
    return leave(visit, {Step::Kind::done, base::to_datetime(erase_at), ""}, was_at_portal);
}

} // namespace

http::Response show_close_account(const Visit& visit)
{
    const auto step = find_step(visit);
    if (step && is_recent(visit, step)) return show(visit, http::Status::ok, confirm_page(visit, *step));
    return show(visit, http::Status::ok, first_page(visit));
}

http::Response post_close_account(const Visit& visit)
{
    if (visit.request.form.mentions("step")) return post_confirmed(visit);
    auto page = first_page(visit);
    const auto current = check_current_password(visit, page);
    if (current == CurrentPassword::busy) return show_busy(visit, std::move(page));
    if (current == CurrentPassword::refused) return show(visit, http::Status::unprocessable_content, page);
    return http::Response::see_other(step_url(visit, path, password_given(visit)));
}

http::Response close_account_again(const Visit& visit, Problem problem)
{
    return show_again(visit, problem, first_page(visit));
}

http::Response show_closed(const Visit& visit)
{
    const auto step = find_step(visit);
    if (!step || step->kind != Step::Kind::done) return http::Response::see_other("/Account/Login");
    const auto erase_at = base::from_datetime(step->subject);
    view::Page page{"account_closed"};
    page.notice({"delete.done", {{"date", view::local_date(visit.language, erase_at)}}});
    return show(visit, http::Status::ok, page);
}

} // namespace flow
