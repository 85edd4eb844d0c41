#include "flow/failure_page.hpp"

namespace flow {
namespace {

constexpr std::chrono::seconds come_back_when_down{120};

/// The section of the error page that fits a status, and its title.
struct ErrorText {
    std::string_view section;
    std::string_view title;
};

ErrorText text_for(http::Status status)
{
    switch (status) {
    case http::Status::not_found:
        return {"NOT_FOUND", "error.404.title"};
    case http::Status::forbidden:
        return {"DENIED", "error.403.title"};
    case http::Status::content_too_large:
        return {"TOO_LARGE", "error.413.title"};
    case http::Status::internal_server_error:
        return {"FAILED", "error.500.title"};
    case http::Status::service_unavailable:
        return {"UNAVAILABLE", "error.503.title"};
    default:
        return {"BAD_REQUEST", "error.400.title"};
    }
}

/// A field that nobody but the person can fill in again.
struct PasswordField {
    std::string_view name;
    std::string_view label;
    std::string_view autocomplete;
};

constexpr PasswordField password_fields[] = {
    {"password", "login.password", "current-password"},
    {"current_password", "password.current", "current-password"},
    {"old_password", "email.undo.password", "current-password"},
    {"new_password", "password.new", "new-password"},
    {"confirm_password", "password.confirm", "new-password"},
};

bool is_password(std::string_view field)
{
    return field.find("password") != std::string_view::npos;
}

view::Section form_to_send_again(const Visit& visit)
{
    const auto& texts = visit.app.pages.texts();
    view::Section form{"FORM", {{"ACTION", visit.request.path}}};
    for (const auto& [name, value] : visit.request.form.all())
        if (!is_password(name) && name != "form_token")
            form.inner.push_back({"KEPT", {{"NAME", name}, {"VALUE", value}}});
    bool asks_for_password = false;
    for (const auto& field : password_fields) {
        if (!visit.request.form.mentions(field.name)) continue;
        asks_for_password = true;
        form.inner.push_back(
            {"PASSWORD",
             {{"NAME", std::string{field.name}},
              {"LABEL", texts.get(visit.language, {field.label, {}})},
              {"AUTOCOMPLETE", std::string{field.autocomplete}}}});
    }
    if (asks_for_password) form.inner.push_back({"WITH_PASSWORD"});
    return form;
}

/// The cookie that the form in this request was made for: without the database nobody can tell whether its session lives.
std::string binding_of_form(const http::Request& request, const App& app)
{
    const auto token = request.form.value_or_empty("form_token");
    for (const auto name : {cookie::session, cookie::visitor}) {
        auto value = request.cookie(name).value_or("");
        if (app.form_tokens.is_valid(value, token)) return value;
    }
    return {};
}

Visit visit_without_database(const http::Request& request, App& app)
{
    const auto chosen = base::language_from_code(request.query.find("lang").value_or(""));
    const auto language = language_of_page(
        chosen, request.cookie(cookie::language).value_or(""), false, std::nullopt, request.accept_language);
    return {request, app, language, std::nullopt, binding_of_form(request, app), false, request.path};
}

/// What failed can be sent once more.
http::Response show_with_form(const Visit& visit, http::Status status, view::Page page)
{
    if (visit.request.method == "POST" && form_is_ours(visit)) page.add(form_to_send_again(visit));
    return show_error(visit, status, page);
}

} // namespace

view::Page page_for(const Visit& visit, http::Status status)
{
    view::Page page{"error"};
    const auto text = text_for(status);
    page.set("REFERENCE", visit.request.reference).show(text.section).title(text.title);
    return page;
}

http::Response show_error(const Visit& visit, http::Status status, const view::Page& page)
{
    auto response = show(visit, status, page);
    if (status == http::Status::service_unavailable) return std::move(response).with_retry_after(come_back_when_down);
    return response;
}

http::Response failure_page(const http::Request& request, App& app, http::Status status)
{
    const auto visit = visit_without_database(request, app);
    return show_with_form(visit, status, page_for(visit, status));
}

http::Response outcome_unknown_page(const http::Request& request, App& app)
{
    const auto visit = visit_without_database(request, app);
    view::Page page{"error"};
    page.set("REFERENCE", request.reference).show("OUTCOME_UNKNOWN").title("error.outcome_unknown.title");
    return show_with_form(visit, http::Status::service_unavailable, std::move(page));
}

} // namespace flow
