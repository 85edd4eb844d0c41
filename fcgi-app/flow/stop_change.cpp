#include "flow/stop_change.hpp"

#include "auth/secret.hpp"
#include "flow/link_paths.hpp"
#include "flow/mailed_link.hpp"
#include "flow/step.hpp"
#include "store/staff_changes.hpp"

namespace flow {
namespace {

constexpr auto path = link_path::stop_change;
constexpr auto purpose = store::LinkPurpose::stop_staff_change;

struct OpenStop {
    OpenLink open;
    store::StaffChange change;
};

/// The change behind the link, or the page to show instead.
std::variant<OpenStop, http::Response> find_change(const Visit& visit, std::variant<OpenLink, http::Response> link)
{
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    auto& open = std::get<OpenLink>(link);
    auto change = store::find_open_staff_change(visit.app.db, open.link.staff_change.value_or(0));
    if (!change) return dead_link(visit, purpose);
    return OpenStop{std::move(open), *std::move(change)};
}

view::Page stop_page(const OpenStop& stop)
{
    const auto& what = stop.change.what;
    view::Page page{"stop_change"};
    page.show(what.kind == store::StaffChangeKind::merge ? "MERGE" : "ADDRESS")
        .set("EMAIL", what.old_email)
        .set("LINK_PROOF", stop.open.proof);
    return page;
}

bool stop(const Visit& visit, const OpenStop& found)
{
    return store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        if (!store::consume_link_token(tx, auth::digest(found.open.token), purpose, visit.now())) return false;
        if (!store::stop_staff_change(tx, found.change.id, visit.now())) return false;
        record(tx, visit, store::AuditKind::staff_change_stopped, found.change.what.account, "by mailed link");
        return true;
    });
}

} // namespace

http::Response show_stop_change(const Visit& visit)
{
    if (const auto step = find_step(visit); step && step->kind == Step::Kind::done) {
        view::Page page{"stop_change_done"};
        page.notice(view::Text{"stop_change.done"});
        return show(visit, http::Status::ok, page);
    }
    auto found = find_change(visit, open_link(visit, path, purpose));
    if (auto* instead = std::get_if<http::Response>(&found)) return std::move(*instead);
    return show(visit, http::Status::ok, stop_page(std::get<OpenStop>(found)));
}

http::Response post_stop_change(const Visit& visit)
{
    auto found = find_change(visit, posted_link(visit, purpose));
    if (auto* instead = std::get_if<http::Response>(&found)) return std::move(*instead);
    const auto& open = std::get<OpenStop>(found);
    if (!stop(visit, open)) return dead_link(visit, purpose);
    auto response = http::Response::see_other(step_url(visit, path, {Step::Kind::done, "", ""}));
    response.add_cookie(no_link_cookie());
    return response;
}

http::Response stop_change_again(const Visit& visit, Problem problem)
{
    auto found = find_change(visit, open_link(visit, path, purpose));
    if (auto* instead = std::get_if<http::Response>(&found)) return std::move(*instead);
    return show_again(visit, problem, stop_page(std::get<OpenStop>(found)));
}

} // namespace flow
