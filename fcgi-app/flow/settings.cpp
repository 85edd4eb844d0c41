#include "flow/settings.hpp"

#include "flow/step.hpp"

namespace flow {

http::Response show_settings(const Visit& visit)
{
    view::Page page{"settings"};
    page.set("START_URL", visit.app.settings.start_url);
    if (const auto step = find_step(visit); step && step->kind == Step::Kind::done)
        page.notice(view::Text{"settings.saved"});
    return show(visit, http::Status::ok, page);
}

} // namespace flow
