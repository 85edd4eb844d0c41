#include "flow/staff_trail.hpp"

#include "flow/activity_words.hpp"
#include "flow/paging.hpp"
#include "view/time_words.hpp"

namespace flow {
namespace {

constexpr std::string_view path = "/Account/Staff/Acts";

std::string words_for(const Visit& visit, const store::Activity& activity)
{
    return visit.app.pages.texts().get(visit.language, view::Text{activity_words_for_staff(activity)});
}

view::Section row(const Visit& visit, const store::StaffAct& act)
{
    view::Section facts{
        "ACT",
        {{"WHEN", view::time_in_words(visit.app.pages.texts(), visit.language, act.activity.at, visit.now())},
         {"WHAT", words_for(visit, act.activity)}}};
    if (!act.email.empty()) facts.inner.push_back({"ABOUT", {{"EMAIL", act.email}}});
    if (!act.activity.reason.empty()) facts.inner.push_back({"REASONED", {{"REASON", act.activity.reason}}});
    return facts;
}

} // namespace

http::Response show_staff_trail(const Visit& visit)
{
    const auto number = page_number(visit);
    const auto acts =
        store::list_acts_of(visit.app.db, visit.session->account.email, rows_before(number), rows_per_page);
    if (acts.rows.empty() && number > 1) return http::Response::see_other(path);
    view::Page page{"staff_trail"};
    view::Section list{"ACTS"};
    for (const auto& act : acts.rows) list.inner.push_back(row(visit, act));
    if (list.inner.empty())
        page.show("EMPTY");
    else
        page.add(std::move(list));
    add_pager(page, path, number, acts.has_older);
    return show(visit, http::Status::ok, page);
}

} // namespace flow
