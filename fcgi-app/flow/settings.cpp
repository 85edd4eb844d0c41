#include "flow/settings.hpp"

#include "flow/step.hpp"

namespace flow {
namespace {

view::Text text_for(const Visit& visit, const std::string& saved)
{
    if (saved == std::string{static_cast<char>(Saved::email)})
        return {"email.changed", {{"email", visit.session->account.email}}};
    if (saved == std::string{static_cast<char>(Saved::reopened)}) return view::Text{"delete.cancelled"};
    return view::Text{"settings.saved"};
}

} // namespace

http::Response show_settings(const Visit& visit)
{
    const auto& account = visit.session->account;
    view::Page page{"settings"};
    page.set("START_URL", visit.app.settings.start_url)
        .set("NAME", display_name(account))
        .set("EMAIL", account.email)
        .set(
            "CHOSEN_LANGUAGE",
            visit.app.pages.texts().get(account.language.value_or(visit.language), view::Text{"language.name"}));
    if (const auto step = find_step(visit); step && step->kind == Step::Kind::done)
        page.notice(text_for(visit, step->subject));
    return show(visit, http::Status::ok, page);
}

http::Response to_settings(const Visit& visit, Saved saved)
{
    return to_settings(visit, saved, visit.binding);
}

http::Response to_settings(const Visit& visit, Saved saved, const std::string& binding)
{
    const Step step{Step::Kind::done, std::string{static_cast<char>(saved)}, ""};
    return http::Response::see_other(step_url(visit, settings_path, step, binding));
}

} // namespace flow
