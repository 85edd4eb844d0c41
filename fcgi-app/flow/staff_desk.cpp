#include "flow/staff_desk.hpp"

#include "base/text.hpp"
#include "flow/ask_for_mail.hpp"
#include "flow/draft.hpp"
#include "flow/import_decision.hpp"
#include "flow/staff_visit.hpp"
#include "store/staff_requests.hpp"
#include "store/staff_search.hpp"
#include "view/time_words.hpp"

#include <algorithm>
#include <array>

namespace flow {
namespace {

constexpr std::string_view path = "/Account/Staff";
constexpr unsigned most_people = 25;
constexpr unsigned most_requests = 50; ///< the next ones come up when these are dealt with

std::string words_for(const Visit& visit, const std::string& key)
{
    return visit.app.pages.texts().get(visit.language, view::Text{key});
}

/// Why an old user has no account: the status, or the note where there are several reasons for one status.
std::string why_waits(const store::FoundPerson& person)
{
    constexpr std::array told_apart{
        ImportReason::account_name_differs, ImportReason::account_elsewhere, ImportReason::account_closed,
        ImportReason::two_accounts, ImportReason::address_reserved};
    const std::string key = "staff.old.";
    if (person.old_note == store::note_of_gone) return key + "gone";
    const auto* const reason = std::ranges::find(told_apart, person.old_note, sentence_of);
    if (reason != told_apart.end()) return key + std::string{name_of(*reason)};
    return key + std::to_string(static_cast<int>(*person.old_status));
}

/// Somebody without an account can only be told about.
view::Section person_section(const Visit& visit, const store::FoundPerson& person)
{
    view::Section row{"PERSON"};
    const auto& name = person.name.empty() ? (person.email.empty() ? person.old_name : person.email) : person.name;
    if (person.public_id.empty())
        row.inner.push_back({"WITHOUT_ACCOUNT", {{"PERSON_NAME", name}}});
    else
        row.inner.push_back(
            {"WITH_ACCOUNT", {{"PERSON_NAME", name}, {"PERSON_URL", staff_account_url(visit, person.public_id)}}});
    if (!person.email.empty()) row.inner.push_back({"MAILED", {{"PERSON_EMAIL", person.email}}});
    if (!person.old_name.empty()) row.inner.push_back({"OLD_USER", {{"PERSON_OLD_NAME", person.old_name}}});
    if (person.old_status && person.public_id.empty())
        row.inner.push_back({"WAITS", {{"WHY_WAITS", words_for(visit, why_waits(person))}}});
    return row;
}

void add_results(const Visit& visit, const std::string& typed, view::Page& page)
{
    const auto people = store::search_people(visit.app.db, typed, most_people);
    if (people.rows.empty()) return (void)page.show("NOBODY");
    view::Section results{"RESULTS"};
    for (const auto& person : people.rows) results.inner.push_back(person_section(visit, person));
    if (people.has_more) results.inner.push_back({"MORE"});
    page.add(std::move(results));
}

void add_requests(const Visit& visit, view::Page& page)
{
    view::Section requests{"REQUESTS"};
    auto waiting = store::list_staff_requests(visit.app.db, most_requests + 1);
    const bool has_more = waiting.size() > most_requests;
    if (has_more) waiting.pop_back();
    for (const auto& request : waiting)
        requests.inner.push_back(
            {"REQUEST",
             {{"REQUEST_NAME", request.name.empty() ? request.email : request.name},
              {"REQUEST_URL", staff_account_url(visit, request.public_id)},
              {"REQUEST_SUBJECT", request.subject},
              {"REQUEST_MESSAGE", request.message},
              {"REQUEST_WHEN",
               view::time_in_words(visit.app.pages.texts(), visit.language, request.created_at, visit.now())}}});
    if (waiting.empty()) return (void)page.show("NO_REQUESTS");
    if (has_more) requests.inner.push_back({"MORE_REQUESTS"});
    page.add(std::move(requests));
}

view::Page desk_page(const Visit& visit, const std::string& searched = {})
{
    view::Page page{"staff_desk"};
    const Draft draft{visit};
    page.set("WHO", base::trimmed(draft.value("who", searched))).set("VERSION", ASIOINTI_VERSION);
    if (draft.was_kept()) page.remark(view::Text{"staff.search_again"});
    add_requests(visit, page);
    return page;
}

} // namespace

http::Response show_staff_desk(const Visit& visit)
{
    const auto step = find_step(visit);
    const bool searches = step && step->kind == Step::Kind::staff_search;
    auto page = desk_page(visit, searches ? step->subject : std::string{});
    if (searches) add_results(visit, step->subject, page);
    return show(visit, http::Status::ok, page);
}

http::Response post_staff_desk(const Visit& visit)
{
    const auto typed = base::trimmed(visit.request.form.value_or_empty("who"));
    if (typed.empty() || typed.size() > max_typed_bytes) {
        auto page = desk_page(visit);
        page.error("who", view::Text{"staff.search_missing"});
        return show(visit, http::Status::unprocessable_content, page);
    }
    record_search(desk_of(visit));
    return http::Response::see_other(step_url(visit, path, {Step::Kind::staff_search, typed, ""}));
}

http::Response staff_desk_again(const Visit& visit, Problem problem)
{
    return show_again(visit, problem, desk_page(visit));
}

} // namespace flow
