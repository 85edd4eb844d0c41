#include "flow/forgot.hpp"

#include "flow/ask_for_mail.hpp"
#include "flow/mail_limit.hpp"
#include "flow/step.hpp"

namespace flow {
namespace {

view::Page forgot_page(const std::string& user_name, const std::string& return_url)
{
    view::Page page{"forgot"};
    page.set("USER_NAME", user_name).set("RETURN_URL", return_url);
    return page;
}

view::Page forgot_sent_page(const Step& step)
{
    view::Page page{"forgot_sent"};
    page.set("USER_NAME", step.subject).set("RETURN_URL", step.then);
    return page;
}

} // namespace

http::Response show_forgot(const Visit& visit)
{
    const auto step = find_step(visit);
    if (!step) return show(visit, http::Status::ok, forgot_page("", return_url(visit)));
    if (step->kind == Step::Kind::asked) return show(visit, http::Status::ok, forgot_sent_page(*step));
    if (step->kind == Step::Kind::link_sent_before)
        return show(visit, http::Status::ok, mail_limit_page(*step, "/Account/Forgot"));
    return show(visit, http::Status::ok, forgot_page(step->subject, step->then));
}

http::Response post_forgot(const Visit& visit)
{
    const std::string field = visit.request.form.value_or_empty("user_name");
    const std::string target = return_url(visit);
    const auto identifier = identify(visit, field);
    if (!identifier) {
        auto page = forgot_page(field, target);
        page.error("user_name", view::Text{"forgot.missing"});
        return show(
            at_step(visit, "/Account/Forgot", {Step::Kind::change_user_name, field, target}),
            http::Status::unprocessable_content, page);
    }
    const bool asked = ask_for_mail(visit, store::MailReason::forgot, *identifier, target);
    const auto kind = asked ? Step::Kind::asked : Step::Kind::link_sent_before;
    return http::Response::see_other(step_url(visit, "/Account/Forgot", {kind, identifier->typed, target}));
}

http::Response forgot_again(const Visit& visit, Problem problem)
{
    const auto name = visit.request.form.value_or_empty("user_name");
    const auto target = return_url(visit);
    return show_again(
        at_step(visit, "/Account/Forgot", {Step::Kind::change_user_name, name, target}), problem,
        forgot_page(name, target));
}

} // namespace flow
