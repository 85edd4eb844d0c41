#include "flow/change_email.hpp"

#include "auth/email_address.hpp"
#include "base/text.hpp"
#include "flow/current_password.hpp"
#include "flow/draft.hpp"
#include "flow/settings.hpp"
#include "flow/step.hpp"
#include "store/outbox.hpp"

namespace flow {
namespace {

constexpr std::string_view path = "/Account/Settings/Email";

view::Page email_page(const Visit& visit)
{
    const Draft draft{visit};
    view::Page page{"change_email"};
    page.set("USER_NAME", visit.session->account.email).set("NEW_EMAIL", draft.value("new_email", ""));
    if (draft.was_kept()) page.remark(view::Text{"session.draft_kept"});
    return page;
}

/// The address to change to, or nullopt and what is wrong with it on the page.
std::optional<auth::EmailAddress> read_new_email(const Visit& visit, view::Page& page)
{
    auto address = auth::parse_email_address(base::trimmed(visit.request.form.value_or_empty("new_email")));
    if (!address) {
        page.error("new_email", view::Text{"register.email_invalid"});
        return std::nullopt;
    }
    if (address->typed == visit.session->account.email) {
        page.error("new_email", view::Text{"email.same"});
        return std::nullopt;
    }
    return address;
}

/// At most as many in a day as of any mail: a signed-in person must not flood other people's mailboxes either.
bool ask_for_link(const Visit& visit, const auth::EmailAddress& address)
{
    const auto& account = visit.session->account;
    const auto since = visit.now() - std::chrono::hours{24};
    const auto most = visit.app.settings.mail.per_address_and_day;
    constexpr auto reason = store::MailReason::email_change;
    if (store::count_mails_of_account(visit.app.db, reason, account.id, since) >= most) return false;
    store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        store::queue_mail(
            tx,
            {.reason = reason,
             .typed = address.typed,
             .account = account.id,
             .password_generation = account.password_generation,
             .language = visit.language},
            visit.now());
        record(tx, visit, store::AuditKind::email_change_asked, account.id);
    });
    pool::announce_mail(visit.app.shared);
    return true;
}

} // namespace

http::Response show_change_email(const Visit& visit)
{
    const auto step = find_step(visit);
    if (!step || step->kind != Step::Kind::asked) return show(visit, http::Status::ok, email_page(visit));
    view::Page page{"change_email_sent"};
    page.set("BACK_URL", settings_path).notice({"email.change_sent", {{"email", step->subject}}});
    return show(visit, http::Status::ok, page);
}

http::Response post_change_email(const Visit& visit)
{
    auto page = email_page(visit);
    const auto address = read_new_email(visit, page);
    if (visit.request.form.value_or_empty("current_password").empty())
        page.error("current_password", view::Text{"password.current_missing"});
    if (page.has_errors()) return show(visit, http::Status::unprocessable_content, page);

    const auto current = check_current_password(visit, page);
    if (current == CurrentPassword::busy) return show_busy(visit, std::move(page));
    if (current == CurrentPassword::refused) return show(visit, http::Status::unprocessable_content, page);

    if (!ask_for_link(visit, *address)) {
        page.error("", view::Text{"email.too_many"});
        return show(visit, http::Status::too_many_requests, page);
    }
    return http::Response::see_other(step_url(visit, path, {Step::Kind::asked, address->typed, ""}));
}

http::Response change_email_again(const Visit& visit, Problem problem)
{
    return show_again(visit, problem, email_page(visit));
}

} // namespace flow
