#include "flow/change_name.hpp"

#include "flow/draft.hpp"
#include "flow/names.hpp"
#include "flow/settings.hpp"

namespace flow {
namespace {

view::Page name_page(const Visit& visit)
{
    const auto& account = visit.session->account;
    const Draft draft{visit};
    view::Page page{"change_name"};
    page.set("GIVEN_NAME", draft.value("given_name", account.given_name))
        .set("FAMILY_NAME", draft.value("family_name", account.family_name));
    if (draft.was_kept()) page.remark(view::Text{"session.draft_kept"});
    return page;
}

void change_name(const Visit& visit, const Names& names)
{
    const auto& account = visit.session->account;
    store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        store::set_names(tx, account.id, names.given, names.family, visit.now());
        record(tx, visit, store::AuditKind::name_changed, account.id);
    });
}

} // namespace

http::Response show_change_name(const Visit& visit)
{
    return show(visit, http::Status::ok, name_page(visit));
}

http::Response post_change_name(const Visit& visit)
{
    auto page = name_page(visit);
    const auto names = read_names(visit.request.form);
    if (!check_names(names, page)) return show(visit, http::Status::unprocessable_content, page);
    change_name(visit, names);
    return to_settings(visit, Saved::changes);
}

http::Response change_name_again(const Visit& visit, Problem problem)
{
    return show_again(visit, problem, name_page(visit));
}

} // namespace flow
