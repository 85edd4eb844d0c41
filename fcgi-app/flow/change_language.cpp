#include "flow/change_language.hpp"

#include "flow/draft.hpp"
#include "flow/settings.hpp"

namespace flow {
namespace {

view::Page language_page(const Visit& visit)
{
    const auto& account = visit.session->account;
    const Draft draft{visit};
    const std::string now{base::code(account.language.value_or(visit.language))};
    view::Page page{"change_language"};
    const auto chosen = base::language_from_code(draft.value("language", now));
    if (chosen == base::Language::fi) page.show("CHOSEN_FI");
    if (chosen == base::Language::sv) page.show("CHOSEN_SV");
    if (chosen == base::Language::en) page.show("CHOSEN_EN");
    if (draft.was_kept()) page.remark(view::Text{"session.draft_kept"});
    return page;
}

void change_language(const Visit& visit, base::Language language)
{
    const auto& account = visit.session->account;
    store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        store::set_language(tx, account.id, language, visit.now());
        record(tx, visit, store::AuditKind::language_changed, account.id, std::string{base::code(language)});
    });
}

} // namespace

http::Response show_change_language(const Visit& visit)
{
    return show(visit, http::Status::ok, language_page(visit));
}

http::Response post_change_language(const Visit& visit)
{
    const auto language = base::language_from_code(visit.request.form.value_or_empty("language"));
    if (!language) {
        auto page = language_page(visit);
        page.error("", view::Text{"settings.language_missing"});
        return show(visit, http::Status::unprocessable_content, page);
    }
    change_language(visit, *language);
    auto response = to_settings(visit, Saved::changes);
    // An earlier choice for this browser alone would hide the new one.
    response.add_cookie(kept_language_cookie(*language));
    return response;
}

http::Response change_language_again(const Visit& visit, Problem problem)
{
    return show_again(visit, problem, language_page(visit));
}

} // namespace flow
