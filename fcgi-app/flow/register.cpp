#include "flow/register.hpp"

#include "flow/ask_for_mail.hpp"
#include "flow/mail_limit.hpp"
#include "flow/step.hpp"

namespace flow {
namespace {

view::Page register_page(const std::string& email, const std::string& return_url)
{
    view::Page page{"register"};
    page.set("EMAIL", email).set("RETURN_URL", return_url);
    return page;
}

view::Page register_sent_page(const Visit& visit, const Step& step)
{
    view::Page page{"register_sent"};
    page.set("EMAIL", step.subject);
    // A mail to a mistyped address never arrives, and nothing else would tell the person why.
    const auto address = auth::parse_email_address(step.subject);
    if (const auto meant = address ? auth::did_you_mean(*address) : std::nullopt) {
        const Step again{Step::Kind::change_user_name, *meant, step.then};
        page.repeat(
            "SUGGESTION", {{{"SUGGESTION", *meant}, {"SUGGESTION_URL", step_url(visit, "/Account/Register", again)}}});
    }
    return page;
}

} // namespace

http::Response show_register(const Visit& visit)
{
    const auto step = find_step(visit);
    if (!step) return show(visit, http::Status::ok, register_page("", return_url(visit)));
    if (step->kind == Step::Kind::change_user_name)
        return show(visit, http::Status::ok, register_page(step->subject, step->then));
    if (step->kind == Step::Kind::link_sent_before)
        return show(visit, http::Status::ok, mail_limit_page(*step, "/Account/Register"));
    return show(visit, http::Status::ok, register_sent_page(visit, *step));
}

http::Response post_register(const Visit& visit)
{
    const std::string field = visit.request.form.value_or_empty("email");
    const std::string target = return_url(visit);
    const auto identifier = identify(visit, field);
    if (!identifier || !identifier->email) {
        auto page = register_page(field, target);
        page.error("email", view::Text{"register.email_invalid"});
        return show(
            at_step(visit, "/Account/Register", {Step::Kind::change_user_name, field, target}),
            http::Status::unprocessable_content, page);
    }
    const bool asked = ask_for_mail(visit, store::MailReason::registration, *identifier, target);
    const auto kind = asked ? Step::Kind::asked : Step::Kind::link_sent_before;
    return http::Response::see_other(step_url(visit, "/Account/Register", {kind, identifier->email->typed, target}));
}

http::Response register_again(const Visit& visit, Problem problem)
{
    const auto email = visit.request.form.value_or_empty("email");
    const auto target = return_url(visit);
    return show_again(
        at_step(visit, "/Account/Register", {Step::Kind::change_user_name, email, target}), problem,
        register_page(email, target));
}

} // namespace flow
