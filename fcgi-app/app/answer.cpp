#include "app/answer.hpp"

#include "app/metrics.hpp"
#include "app/routes.hpp"
#include "auth/session.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "flow/confirm_password.hpp"
#include "flow/draft.hpp"
#include "flow/failure_page.hpp"
#include "flow/logout.hpp"
#include "flow/problem.hpp"
#include "flow/refused.hpp"
#include "flow/staff_visit.hpp"
#include "flow/step.hpp"
#include "flow/visit.hpp"

#include <algorithm>
#include <array>

namespace app {
namespace {

using http::Response;
using http::Status;

/// Plain text in three languages, for when not even a page can be made.
Response last_resort(Status status, const std::string& reference)
{
    return Response::text(
        status,
        "Palvelussa tapahtui virhe. Yritä hetken kuluttua uudelleen.\n"
        "Ett fel inträffade i tjänsten. Försök igen om en stund.\n"
        "Something went wrong in the service. Try again in a moment.\n" +
            reference + '\n',
        "text/plain; charset=utf-8");
}

/// A path that is one of ours. Any other may hold whatever a person pasted, a mailed link with its token too.
std::string_view loggable_path(const http::Request& request)
{
    const auto* route = find_route(request.path);
    return route != nullptr ? route->path : "(unknown)";
}

/// The reference number on the page is in the log, too, when the fault was the visitor's.
Response refused(const flow::Visit& visit, Status status)
{
    base::log(
        base::LogLevel::info, "page_refused",
        {{"status", static_cast<int>(status)}, {"path", loggable_path(visit.request)}});
    return flow::error_page(visit, status);
}

void log_failure(const http::Request& request, const std::exception& error)
{
    base::log(
        base::LogLevel::error, "request_failed",
        {{"method", request.method}, {"path", loggable_path(request)}, {"cause", error.what()}});
}

/// An old address keeps its query: a ReturnUrl in a bookmark still holds.
Response follow(const Alias& alias, const http::Request& request)
{
    std::string target{alias.target};
    if (!request.raw_query.empty()) target += '?' + request.raw_query;
    return Response::found(target);
}

Response method_not_allowed(const flow::Visit& visit, const Route& route)
{
    return refused(visit, Status::method_not_allowed)
        .with_header("Allow", route.post != nullptr ? "GET, HEAD, POST" : "GET, HEAD");
}

/// To the login page and back to where the person was; a form that was sent without a session says what happened, and is
/// filled in again afterwards.
Response ask_to_sign_in(const flow::Visit& visit, const Route& route)
{
    if (visit.request.is_read()) return Response::see_other(flow::with_return_url(visit, "/Account/Login", visit.here));
    const flow::Step step{flow::Step::Kind::session_ended, "", flow::keep_draft(visit, route.path)};
    return Response::see_other(flow::step_url(visit, "/Account/Login", step));
}

/// A page that is for anyone is shown to a person whom nobody can look up at the moment as to a stranger. What they post is
/// not: a sign-out would be reported that has ended nothing; nor is the page that says that nobody is signed in.
bool session_is_needed(const http::Request& request, const Route& route)
{
    return route.guard != Guard::anyone || !request.is_read() || route.get == flow::show_logout;
}

/// Nullopt for those whom the guard lets pass.
std::optional<Response> refuse(const flow::Visit& visit, const Route& route)
{
    if (route.guard == Guard::anyone) return std::nullopt;
    if (!visit.session) return ask_to_sign_in(visit, route);
    if (route.guard == Guard::signed_in) return std::nullopt;
    if (route.guard == Guard::staff)
        if (auto refusal = flow::refuse_non_staff(visit)) return refusal;
    if (auth::password_just_given(visit.session->times, visit.now())) return std::nullopt;
    // What was being sent is filled in again afterwards, too.
    const auto back = visit.request.is_read() ? visit.here : flow::keep_draft(visit, route.path);
    return Response::see_other(flow::with_return_url(visit, flow::confirm_password_path, back));
}

/// In the trail when somebody is signed in; strangers must not be able to fill the database.
void note_refused_form(const flow::Visit& visit, const Route& route)
{
    if (!visit.session) {
        base::log(
            base::LogLevel::warning, "stranger_form_refused",
            {{"path", route.path}, {"network", flow::network(visit)}, {"site", visit.request.fetch_site}});
        return;
    }
    flow::note_refused(visit, store::AuditKind::form_refused, visit.session->account.id, std::string{route.path});
}

/// Whoever signed in and out in another tab has no visitor's cookie any more, but others of ours.
bool takes_no_cookies(const flow::Visit& visit)
{
    namespace cookie = flow::cookie;
    const auto is_kept = [&](std::string_view name) { return visit.request.cookie(name).has_value(); };
    const std::array others{cookie::session, cookie::device, cookie::link, cookie::language};
    return visit.is_new_visitor && std::ranges::none_of(others, is_kept);
}

Response serve(const flow::Visit& visit, const Route& route)
{
    const bool is_post = visit.request.method == "POST";
    if (!visit.request.is_read() && !(is_post && route.post != nullptr)) return method_not_allowed(visit, route);
    if (auto refusal = refuse(visit, route)) return *std::move(refusal);
    if (!is_post) return route.get(visit);
    if (!flow::form_is_ours(visit)) {
        note_refused_form(visit, route);
        return route.again(visit, takes_no_cookies(visit) ? flow::Problem::no_cookies : flow::Problem::form_expired);
    }
    return route.post(visit);
}

/// A page for a failure, without asking the database again.
Response apologise(const http::Request& request, flow::App& app, Status status, bool outcome_is_unknown = false)
{
    try {
        return outcome_is_unknown ? flow::outcome_unknown_page(request, app) : flow::failure_page(request, app, status);
    } catch (const std::exception& error) {
        base::log(base::LogLevel::error, "error_page_failed", {{"cause", error.what()}});
        return last_resort(status, request.reference);
    }
}

Response apologise_for(const std::exception& error, const http::Request& request, flow::App& app)
{
    const bool outcome_is_unknown = dynamic_cast<const store::OutcomeUnknown*>(&error) != nullptr;
    const bool is_over_soon = outcome_is_unknown || dynamic_cast<const store::DatabaseUnavailable*>(&error) != nullptr;
    const auto status = is_over_soon ? Status::service_unavailable : Status::internal_server_error;
    // Whoever only wanted to read a page has sent nothing to be unsure of.
    return apologise(request, app, status, outcome_is_unknown && !request.is_read());
}

Response answer_on(const Route* route, const http::Request& request, flow::App& app) noexcept
{
    try {
        if (const auto* alias = find_alias(request.path)) return follow(*alias, request);
        const auto visit = flow::begin_visit(request, app, route != nullptr && session_is_needed(request, *route));
        if (route == nullptr) return refused(visit, Status::not_found);
        return flow::end_visit(visit, serve(visit, *route));
    } catch (const std::exception& error) {
        log_failure(request, error);
        return apologise_for(error, request, app);
    }
}

/// What tells the language of a page is the one thing that is believed of a refused request.
void keep_language(const http::RawRequest& raw, http::Request& request)
{
    const auto find = [&](std::string_view name) {
        const auto found = raw.parameters.find(name);
        return found == raw.parameters.end() ? std::string_view{} : std::string_view{found->second};
    };
    request.accept_language = find("HTTP_ACCEPT_LANGUAGE");
    const std::string name{flow::cookie::language};
    if (const auto kept = http::find_cookie(find("HTTP_COOKIE"), name)) request.cookies = name + '=' + *kept;
}

Response
counted(Response response, const Route* route, std::chrono::steady_clock::time_point began, const flow::App& app)
{
    app.shared.metrics.count_answer(
        metrics_place(route), static_cast<unsigned>(response.status()), std::chrono::steady_clock::now() - began);
    return response;
}

} // namespace

Response answer(const http::Request& request, flow::App& app) noexcept
{
    const auto began = std::chrono::steady_clock::now();
    const auto* route = find_route(request.path);
    return counted(answer_on(route, request, app), route, began, app);
}

Response answer_refused(
    const http::Refusal& refusal, const http::RawRequest& raw, const std::string& reference, flow::App& app) noexcept
{
    const auto began = std::chrono::steady_clock::now();
    try {
        base::log(
            base::LogLevel::warning, "request_refused",
            {{"status", static_cast<int>(refusal.status)}, {"reason", refusal.reason}});
        http::Request request{};
        request.reference = reference;
        request.received_at = base::now();
        request.path = "/Account/Login";
        request.method = "GET";
        keep_language(raw, request);
        return counted(apologise(request, app, refusal.status), nullptr, began, app);
    } catch (const std::exception&) {
        return last_resort(refusal.status, reference);
    }
}

} // namespace app
