#include "flow/old_user.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "flow/ask_for_mail.hpp"
#include "flow/draft.hpp"
#include "flow/step.hpp"

namespace flow {
namespace {

using store::MailReason;

view::Page old_user_page(const Visit& visit)
{
    const Draft draft{visit};
    view::Page page{"old_user"};
    page.set("OLD_NAME", base::trimmed(draft.value("old_name", "")));
    if (draft.was_kept()) page.remark(view::Text{"session.draft_kept"});
    return page;
}

http::Response show_sent(const Visit& visit, const Step& step)
{
    view::Page page{"old_user_sent"};
    page.set("OLD_NAME", step.subject);
    if (step.kind == Step::Kind::link_sent_before)
        page.show("ALREADY_SENT");
    else
        page.show("SENT");
    return show(visit, http::Status::ok, page);
}

/// Nobody finds out who exists by trying names, and nobody floods strangers with mails: limits for the name and for the
/// account that asks.
bool may_ask(const Visit& visit, const std::string& old_name)
{
    const auto& app = visit.app;
    const auto most = app.settings.mail.per_address_and_day;
    const auto day_ago = visit.now() - std::chrono::hours{24};
    return store::count_mails_asked(app.db, MailReason::add_old_user, old_name, day_ago) < most &&
           store::count_mails_of_account(app.db, MailReason::add_old_user, visit.session->account.id, day_ago) < most;
}

/// Whatever is true of the name: the background process decides whether a mail leaves (flow/mail_decision.cpp).
void ask(const Visit& visit, const std::string& old_name)
{
    const auto& account = visit.session->account;
    store::queue_mail(
        visit.app.db,
        {.reason = MailReason::add_old_user,
         .typed = old_name,
         .account = account.id,
         .password_generation = account.password_generation,
         .language = visit.language},
        visit.now());
    pool::announce_mail(visit.app.shared);
    base::log(base::LogLevel::info, "old_user_asked_for", {{"account", account.public_id}});
}

} // namespace

http::Response show_old_user(const Visit& visit)
{
    const auto step = find_step(visit);
    if (step && (step->kind == Step::Kind::asked || step->kind == Step::Kind::link_sent_before))
        return show_sent(visit, *step);
    return show(visit, http::Status::ok, old_user_page(visit));
}

http::Response post_old_user(const Visit& visit)
{
    const auto typed = base::trimmed(visit.request.form.value_or_empty("old_name"));
    if (typed.empty() || typed.size() > max_typed_bytes) {
        auto page = old_user_page(visit);
        page.error("old_name", view::Text{"old_user.name_missing"});
        return show(visit, http::Status::unprocessable_content, page);
    }
    const bool may = may_ask(visit, typed);
    if (may) ask(visit, typed);
    const auto kind = may ? Step::Kind::asked : Step::Kind::link_sent_before;
    return http::Response::see_other(step_url(visit, old_user_path, {kind, typed, ""}));
}

http::Response old_user_again(const Visit& visit, Problem problem)
{
    return show_again(visit, problem, old_user_page(visit));
}

} // namespace flow
