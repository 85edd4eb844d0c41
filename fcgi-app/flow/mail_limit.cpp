#include "flow/mail_limit.hpp"

namespace flow {

view::Page mail_limit_page(const Step& step, const std::string& again_path)
{
    view::Page page{"mail_limit"};
    page.set("USER_NAME", step.user_name).set("RETURN_URL", step.return_url).set("AGAIN_PATH", again_path);
    return page;
}

} // namespace flow
