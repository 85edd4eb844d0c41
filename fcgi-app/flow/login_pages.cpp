#include "flow/login_pages.hpp"

#include "auth/email_address.hpp"

namespace flow {

view::Page login_name_page(const std::string& user_name, const std::string& return_url)
{
    view::Page page{"login_name"};
    page.set("USER_NAME", user_name).set("RETURN_URL", return_url);
    return page;
}

view::Page login_sent_page(const Step& step)
{
    view::Page page{"login_sent"};
    page.set("USER_NAME", step.subject).set("RETURN_URL", step.then);
    return page;
}

view::Page login_password_page(const Visit& visit, const Step& step)
{
    const Step change{Step::Kind::change_user_name, step.subject, step.then};
    view::Page page{"login_password"};
    page.set("USER_NAME", step.subject)
        .set("RETURN_URL", step.then)
        .set("STEP", sealed_step(visit, step))
        .set("CHANGE_URL", step_url(visit, "/Account/Login", change))
        .set("FORGOT_URL", step_url(visit, "/Account/Forgot", change));
    if (visit.request.form.mentions("remember")) page.show("REMEMBERED");
    const auto email = auth::parse_email_address(step.subject);
    if (const auto meant = email ? auth::did_you_mean(*email) : std::nullopt) {
        const Step other{Step::Kind::change_user_name, *meant, step.then};
        page.repeat(
            "SUGGESTION", {{{"SUGGESTION", *meant}, {"SUGGESTION_URL", step_url(visit, "/Account/Login", other)}}});
    }
    return page;
}

} // namespace flow
