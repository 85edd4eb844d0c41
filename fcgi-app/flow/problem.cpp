#include "flow/problem.hpp"

#include "flow/failure_page.hpp"

namespace flow {
namespace {

constexpr std::chrono::seconds come_back_when_busy{5};

} // namespace

http::Response show_again(const Visit& visit, Problem problem, view::Page page)
{
    page.error("", view::Text{problem == Problem::no_cookies ? "cookies.off" : "error.403_form"})
        .reference(visit.request.reference);
    return show(visit, http::Status::forbidden, page);
}

http::Response error_page(const Visit& visit, http::Status status)
{
    return show_error(visit, status, page_for(visit, status));
}

http::Response show_busy(const Visit& visit, view::Page page)
{
    page.error("", view::Text{"login.busy"}).reference(visit.request.reference);
    return show(visit, http::Status::service_unavailable, page).with_retry_after(come_back_when_busy);
}

} // namespace flow
