#pragma once

#include "flow/app.hpp"
#include "flow/staff_visit.hpp"
#include "flow/step.hpp"
#include "flow/visit.hpp"
#include "help_desk.hpp"
#include "page_worker.hpp"

#include <deque>
#include <utility>
#include <vector>

/// Pages of the flow, called with any request: also with a step or a time that no browser can bring about.
namespace help_desk {

using page_worker::contains;
using page_worker::FormFields;
using page_worker::header;
using page_worker::hidden;

inline std::string words(std::string_view key)
{
    return kokkola::texts().get(base::Language::fi, view::Text{key});
}

inline int status(const http::Response& response)
{
    return static_cast<int>(response.status());
}

/// Where a redirect leads, without its query.
inline std::string leads_to(const http::Response& response)
{
    BOOST_TEST(status(response) == 303);
    const auto location = header(response, "Location");
    return location.substr(0, location.find('?'));
}

struct Sent {
    FormFields form{};
    FormFields query{};
    std::string cookies{};
};

struct Visitors : Residents {
    Visitors()
    {
        product.keys = {base::Key{std::string(32, 'k')}};
        product.counting_key = product.keys.front();
        worker.app.form_tokens = auth::FormTokens{product.keys};
    }

    /// One request of `who`, or of somebody who is not signed in. Lives as long as this object.
    flow::Visit visit(const std::string& path, std::optional<base::AccountId> who, Sent sent = {})
    {
        http::Request request;
        request.method = sent.form.empty() ? "GET" : "POST";
        request.path = path;
        request.query = http::Fields{std::move(sent.query)};
        request.form = http::Fields{std::move(sent.form)};
        request.cookies = std::move(sent.cookies);
        request.client_address = "10.20.30.40";
        request.reference = "ABCDEFGH";
        request.received_at = at;
        requests.push_back(std::move(request));
        return {requests.back(), worker.app, base::Language::fi, session_of(who), binding, false, path};
    }

    /// A GET with a sealed step for this very browser.
    flow::Visit visit_at(const std::string& path, std::optional<base::AccountId> who, const flow::Step& step)
    {
        const auto url = flow::step_url(visit(path, who), path, step);
        return visit(path, who, {.query = {{"s", url.substr(url.find("?s=") + 3)}}});
    }

    /// A POST of a form that holds the step.
    flow::Visit
    post_at(const std::string& path, std::optional<base::AccountId> who, const flow::Step& step, FormFields form = {})
    {
        form.emplace_back("step", flow::sealed_step(visit(path, who), step));
        return visit(path, who, {.form = std::move(form)});
    }

    /// The same two on the pages of the help desk, whose steps are for the member alone, in any browser.
    flow::Visit staff_visit_at(const std::string& path, base::AccountId member, const flow::Step& step)
    {
        const auto url = flow::staff_step_url(visit(path, member), path, step);
        return visit(path, member, {.query = {{"s", url.substr(url.find("?s=") + 3)}}});
    }
    flow::Visit
    staff_post_at(const std::string& path, base::AccountId member, const flow::Step& step, FormFields form = {})
    {
        form.emplace_back("act", flow::sealed_staff_step(visit(path, member), step));
        return visit(path, member, {.form = std::move(form)});
    }

    std::optional<store::Session> session_of(std::optional<base::AccountId> who)
    {
        if (!who) return std::nullopt;
        return store::Session{
            .id = auth::digest("session"),
            .times = {today, today, today, today + 12h, 60min},
            .remembered = false,
            .account = read(*who)};
    }

    base::Instant at = today;
    std::string binding = "this browser";
    std::deque<http::Request> requests;
    page_worker::Worker worker{product, pages};
};

} // namespace help_desk
