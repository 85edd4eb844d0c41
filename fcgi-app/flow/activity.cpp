#include "flow/activity.hpp"

#include "flow/activity_words.hpp"
#include "flow/paging.hpp"
#include "view/time_words.hpp"

namespace flow {
namespace {

constexpr std::string_view path = "/Account/Settings/Activity";

using Row = std::vector<std::pair<std::string_view, std::string>>;

bool is_sign_in(const store::Activity& activity)
{
    using enum store::AuditKind;
    return activity.kind == sign_in || activity.kind == sign_in_failed || activity.kind == new_device;
}

Row row(const Visit& visit, const store::Activity& activity)
{
    const auto& texts = visit.app.pages.texts();
    Row facts{
        {"WHEN", view::time_in_words(texts, visit.language, activity.at, visit.now())},
        {"WHAT", texts.get(visit.language, view::Text{activity_words(activity)})}};
    if (is_sign_in(activity) && !activity.client_network.empty()) {
        facts.emplace_back("FROM_NETWORK", "");
        facts.emplace_back("NETWORK", activity.client_network);
    }
    if (!activity.unit.empty()) {
        facts.emplace_back("BY_STAFF", "");
        facts.emplace_back("UNIT", activity.unit);
    }
    if (!activity.reason.empty()) {
        facts.emplace_back("REASONED", "");
        facts.emplace_back("REASON", activity.reason);
    }
    return facts;
}

} // namespace

http::Response show_activity(const Visit& visit)
{
    const auto number = page_number(visit);
    const auto activities =
        store::list_activities(visit.app.db, visit.session->account.id, rows_before(number), rows_per_page);
    if (activities.rows.empty() && number > 1) return http::Response::see_other(path);
    std::vector<Row> rows;
    for (const auto& activity : activities.rows) rows.push_back(row(visit, activity));
    view::Page page{"activity"};
    page.repeat("ACTIVITY", std::move(rows));
    add_pager(page, path, number, activities.has_older);
    return show(visit, http::Status::ok, page);
}

} // namespace flow
