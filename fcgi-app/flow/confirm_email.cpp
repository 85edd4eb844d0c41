#include "flow/confirm_email.hpp"

#include "auth/secret.hpp"
#include "flow/device_cookie.hpp"
#include "flow/link_paths.hpp"
#include "flow/mailed_link.hpp"
#include "flow/session_cookie.hpp"
#include "flow/settings.hpp"
#include "store/email_changes.hpp"
#include "store/outbox.hpp"

namespace flow {
namespace {

constexpr auto path = link_path::confirm_email;

view::Page confirm_page(const Visit& visit, const OpenLink& open)
{
    view::Page page{"confirm_email"};
    page.set("LINK_PROOF", open.proof).set("USER_NAME", visit.session->account.email).set("NEW_EMAIL", open.link.email);
    return page;
}

/// What to answer instead to whoever is not signed in to the account that asked.
std::optional<http::Response> refuse_strangers(const Visit& visit, const OpenLink& open)
{
    if (!visit.session) return http::Response::see_other(with_return_url(visit, "/Account/Login", std::string{path}));
    if (open.link.account && visit.session->account.id == *open.link.account) return std::nullopt;
    view::Page page{"link_of_other"};
    page.set("USER_NAME", visit.session->account.email);
    return show(visit, http::Status::forbidden, page);
}

void notify_both(store::Transaction& tx, const Visit& visit, const OpenLink& open, std::uint64_t change)
{
    const auto& account = visit.session->account;
    store::NewMail mail{
        .reason = store::MailReason::email_changed_old,
        .typed = account.email,
        .account = account.id,
        .password_generation = account.password_generation + 1,
        .language = visit.language,
        .email_change = change};
    store::queue_mail(tx, mail, visit.now());
    mail.reason = store::MailReason::email_changed_new;
    mail.typed = open.link.email;
    mail.email_change = std::nullopt;
    store::queue_mail(tx, mail, visit.now());
}

/// The address is changed, the old one reserved, this session goes on under a new id in a browser that stays known, all others
/// end, open links die, both addresses are told; or nothing of it happens. False when the link or the address is taken by now.
bool change_email(
    const Visit& visit, const OpenLink& open, const auth::Digest& new_session, const base::DeviceId& device)
{
    const auto& account = visit.session->account;
    const auto undo_until = visit.now() + visit.app.settings.link.undo_email_change;
    const auto unit = [&](store::Transaction& tx) {
        if (!store::consume_link_token(tx, auth::digest(open.token), store::LinkPurpose::change_email, visit.now()))
            return false;
        const auto change =
            store::change_email(tx, account, {open.link.email, open.link.email_key}, undo_until, visit.now());
        if (!change) return false;
        store::end_links(tx, account.id, account.email_key, visit.now());
        store::end_links(tx, account.id, open.link.email_key, visit.now());
        store::go_on_alone(tx, account.id, visit.session->id, new_session, visit.now());
        (void)remember_device(tx, visit, device, account.id, account.password_generation + 1);
        notify_both(tx, visit, open, *change);
        record(tx, visit, store::AuditKind::email_changed, account.id);
        return true;
    };
    return store::in_transaction(
        visit.app.db, [&](store::Transaction& tx) { return store::all_or_nothing(tx, [&] { return unit(tx); }); });
}

} // namespace

http::Response show_confirm_email(const Visit& visit)
{
    auto link = open_link(visit, path, store::LinkPurpose::change_email);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    const auto& open = std::get<OpenLink>(link);
    if (auto refusal = refuse_strangers(visit, open)) return *std::move(refusal);
    return show(visit, http::Status::ok, confirm_page(visit, open));
}

http::Response post_confirm_email(const Visit& visit)
{
    auto link = posted_link(visit, store::LinkPurpose::change_email);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    const auto& open = std::get<OpenLink>(link);
    if (auto refusal = refuse_strangers(visit, open)) return *std::move(refusal);

    const auto id = auth::new_session_id();
    const auto device = this_device(visit);
    if (!change_email(visit, open, auth::digest(id), device)) return dead_link(visit, store::LinkPurpose::change_email);

    pool::announce_mail(visit.app.shared);
    const auto& session = *visit.session;
    auto response = to_settings(visit, Saved::email, id.reveal());
    response.add_cookie(session_cookie(visit, id, session.times, session.remembered));
    response.add_cookie(device_cookie(device));
    response.add_cookie(no_link_cookie());
    return response;
}

http::Response confirm_email_again(const Visit& visit, Problem problem)
{
    auto link = open_link(visit, path, store::LinkPurpose::change_email);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    const auto& open = std::get<OpenLink>(link);
    if (auto refusal = refuse_strangers(visit, open)) return *std::move(refusal);
    return show_again(visit, problem, confirm_page(visit, open));
}

} // namespace flow
