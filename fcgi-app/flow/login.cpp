#include "flow/login.hpp"

#include "flow/ask_for_mail.hpp"
#include "flow/hand_over.hpp"
#include "flow/known_name.hpp"
#include "flow/login_pages.hpp"
#include "flow/login_password.hpp"
#include "flow/mail_limit.hpp"

namespace flow {
namespace {

/// Guide mode is on until the end of its last day; the few hours between the time zones do not matter.
bool is_guide_mode(const Visit& visit)
{
    const auto& login = visit.app.settings.login;
    return login.first_step == base::FirstStep::guide &&
           (!login.guide_until || std::chrono::floor<std::chrono::days>(visit.now()) <= *login.guide_until);
}

bool waits_for_first_password(const Identifier& identifier)
{
    if (!identifier.found) return false;
    const auto& account = identifier.found->account;
    return account.state == store::AccountState::active && !account.password_hash && !account.mail_stopped;
}

http::Response post_user_name(const Visit& visit)
{
    const std::string field = visit.request.form.value_or_empty("user_name");
    const std::string target = return_url(visit);
    const auto identifier = identify(visit, field);
    if (!identifier) {
        auto page = login_name_page(field, target);
        page.error("user_name", view::Text{"login.username_missing"});
        return show(
            at_step(visit, "/Account/Login", {Step::Kind::change_user_name, field, target}),
            http::Status::unprocessable_content, page);
    }

    const bool asked = ask_for_mail(visit, store::MailReason::login_first_step, *identifier, target);
    auto kind = Step::Kind::password;
    if (is_guide_mode(visit) && waits_for_first_password(*identifier))
        kind = asked ? Step::Kind::link_sent : Step::Kind::link_sent_before;
    auto url = step_url(visit, "/Account/Login", {kind, identifier->typed, target});
    // The notice is what a browser shows and a screen reader begins with, however large the letters are.
    if (kind != Step::Kind::password) url += "#notice";
    return http::Response::see_other(url);
}

} // namespace

http::Response show_login(const Visit& visit)
{
    if (auto away = leave_for_our_host(visit)) return *std::move(away);
    if (visit.session) return http::Response::see_other(return_url(visit));

    const auto step = find_step(visit);
    if (!step) return show(visit, http::Status::ok, login_name_page(known_name(visit), return_url(visit)));
    switch (step->kind) {
    case Step::Kind::password:
        return show(visit, http::Status::ok, login_password_page(visit, *step));
    case Step::Kind::link_sent:
        return show(visit, http::Status::ok, login_sent_page(*step));
    case Step::Kind::link_sent_before:
        return show(visit, http::Status::ok, mail_limit_page(*step, "/Account/Login"));
    case Step::Kind::session_ended: {
        auto page = login_name_page(step->subject, step->then);
        page.remark(view::Text{"session.expired"});
        return show(visit, http::Status::ok, page);
    }
    default:
        return show(visit, http::Status::ok, login_name_page(step->subject, step->then));
    }
}

http::Response post_login(const Visit& visit)
{
    // A second tab that still shows the form: whoever is signed in already goes where they wanted to go.
    if (visit.session) return http::Response::see_other(return_url(visit));

    if (!visit.request.form.mentions("step")) return post_user_name(visit);
    const auto step = find_posted_step(visit);
    if (step && step->kind == Step::Kind::password)
        return post_password(at_step(visit, "/Account/Login", *step), *step);
    return show(
        visit, http::Status::unprocessable_content,
        login_name_page(visit.request.form.value_or_empty("user_name"), visit.app.settings.start_url));
}

http::Response login_again(const Visit& visit, Problem problem)
{
    if (visit.session) return http::Response::see_other(return_url(visit));
    const auto name = visit.request.form.value_or_empty("user_name");
    const auto target = return_url(visit);
    return show_again(
        at_step(visit, "/Account/Login", {Step::Kind::change_user_name, name, target}), problem,
        login_name_page(name, target));
}

} // namespace flow
