#include "flow/problem.hpp"

namespace flow {
namespace {

constexpr std::chrono::seconds come_back_when_busy{5};
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

} // namespace

http::Response show_again(const Visit& visit, Problem problem, view::Page page)
{
    page.error("", view::Text{problem == Problem::no_cookies ? "cookies.off" : "error.403_form"})
        .reference(visit.request.reference);
    return show(visit, http::Status::forbidden, page);
}

http::Response error_page(const Visit& visit, http::Status status)
{
    view::Page page{"error"};
    const auto text = text_for(status);
    page.set("REFERENCE", visit.request.reference).show(text.section).title(text.title);
    auto response = show(visit, status, page);
    if (status == http::Status::service_unavailable) return std::move(response).with_retry_after(come_back_when_down);
    return response;
}

http::Response show_busy(const Visit& visit, view::Page page)
{
    page.error("", view::Text{"login.busy"}).reference(visit.request.reference);
    return show(visit, http::Status::service_unavailable, page).with_retry_after(come_back_when_busy);
}

} // namespace flow
