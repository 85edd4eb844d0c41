#include "flow/ask_staff.hpp"

#include "base/text.hpp"
#include "flow/ask_for_mail.hpp"
#include "flow/draft.hpp"
#include "flow/step.hpp"
#include "store/staff_requests.hpp"

namespace flow {
namespace {

constexpr std::string_view path = "/Account/Settings/OldUser/Staff";
constexpr unsigned most_a_day = 3;

struct Wish {
    std::string old_name;
    std::string message;
};

Wish read_wish(const Draft& draft)
{
    return {base::trimmed(draft.value("old_name", "")), base::trimmed(draft.value("message", ""))};
}

view::Page ask_page(const Draft& draft)
{
    const auto wish = read_wish(draft);
    view::Page page{"ask_staff"};
    page.set("OLD_NAME", wish.old_name).set("MESSAGE", wish.message);
    if (draft.was_kept()) page.remark(view::Text{"session.draft_kept"});
    return page;
}

/// What is wrong with it stands on `page`.
bool check(const Wish& wish, view::Page& page)
{
    const bool has_name = !wish.old_name.empty() && wish.old_name.size() <= max_typed_bytes;
    const bool is_short = base::code_points(wish.message) <= store::max_request_message;
    if (!has_name) page.error("old_name", view::Text{"old_user.name_missing"});
    if (!is_short)
        page.error("message", {"ask_staff.message_too_long", {}, static_cast<int>(store::max_request_message)});
    return has_name && is_short;
}

bool may_ask(const Visit& visit)
{
    const auto day_ago = visit.now() - std::chrono::hours{24};
    return store::count_staff_requests(visit.app.db, visit.session->account.id, day_ago) < most_a_day;
}

void ask(const Visit& visit, const Wish& wish)
{
    const auto& account = visit.session->account;
    store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        store::add_staff_request(
            tx,
            {.account = account.id,
             .kind = store::StaffRequestKind::add_old_user,
             .subject = wish.old_name,
             .message = wish.message},
            visit.now());
        record(tx, visit, store::AuditKind::request_to_staff, account.id, "to add an old user");
    });
}

} // namespace

http::Response show_ask_staff(const Visit& visit)
{
    if (const auto step = find_step(visit); step && step->kind == Step::Kind::done) {
        view::Page page{"ask_staff_done"};
        page.set("OLD_NAME", step->subject);
        return show(visit, http::Status::ok, page);
    }
    return show(visit, http::Status::ok, ask_page(Draft{visit}));
}

http::Response post_ask_staff(const Visit& visit)
{
    const Draft posted{visit};
    const auto wish = read_wish(posted);
    auto page = ask_page(posted);
    if (!check(wish, page)) return show(visit, http::Status::unprocessable_content, page);
    if (!may_ask(visit)) {
        page.error("", view::Text{"ask_staff.too_many"});
        return show(visit, http::Status::too_many_requests, page);
    }
    ask(visit, wish);
    return http::Response::see_other(step_url(visit, path, {Step::Kind::done, wish.old_name, ""}));
}

http::Response ask_staff_again(const Visit& visit, Problem problem)
{
    return show_again(visit, problem, ask_page(Draft{visit}));
}

} // namespace flow
