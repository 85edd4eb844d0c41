#include "flow/mail_limit.hpp"

#include <algorithm>

namespace flow {

std::chrono::seconds earlier_mail_holds(const base::Settings& settings)
{
    const auto& link = settings.link;
    // What was asked for within the pause has made no mail of its own.
    return std::min<std::chrono::seconds>({link.first_password, link.recovery, link.registration}) -
           settings.mail.pause_between;
}

view::Page mail_limit_page(const Step& step, const std::string& again_path)
{
    view::Page page{"mail_limit"};
    page.set("USER_NAME", step.subject).set("RETURN_URL", step.then).set("AGAIN_PATH", again_path);
    return page;
}

} // namespace flow
