#include "flow/not_for_me.hpp"

#include "auth/secret.hpp"
#include "flow/link_paths.hpp"
#include "flow/mailed_link.hpp"
#include "flow/step.hpp"

namespace flow {
namespace {

constexpr auto path = link_path::not_for_me;

view::Page not_for_me_page(const OpenLink& open)
{
    view::Page page{"not_for_me"};
    page.set("ACTION", std::string{path}).set("LINK_PROOF", open.proof);
    return page;
}

/// Once somebody has used the account, its address is the owner's: a mail that they left open for a moment must not end all that
/// tells them of others.
bool is_used(store::Database& db, base::AccountId id)
{
    const auto account = store::find_account(db, id);
    return !account || account->was_used;
}

/// The link is used up and no mail leaves any more, or nothing of it.
bool stop_mails(const Visit& visit, const OpenLink& open)
{
    const auto unit = [&](store::Transaction& tx) {
        const auto used =
            store::consume_link_token(tx, auth::digest(open.token), store::LinkPurpose::set_password, visit.now());
        if (!used || !used->account) return false;
        (void)store::take_turn(tx, *used->account);
        if (is_used(tx.db(), *used->account)) return false;
        store::stop_mails(tx, *used->account, visit.now());
        store::end_links(tx, *used->account, used->email_key, visit.now());
        record(tx, visit, store::AuditKind::mail_stopped, *used->account, "not for me");
        return true;
    };
    return store::in_transaction(
        visit.app.db, [&](store::Transaction& tx) { return store::all_or_nothing(tx, [&] { return unit(tx); }); });
}

} // namespace

http::Response show_not_for_me(const Visit& visit)
{
    if (const auto step = find_step(visit); step && step->kind == Step::Kind::done)
        return show(visit, http::Status::ok, view::Page{"not_for_me_done"});
    auto link = open_link(visit, path, store::LinkPurpose::set_password);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    const auto& open = std::get<OpenLink>(link);
    if (!open.link.account || is_used(visit.app.db, *open.link.account))
        return dead_link(visit, store::LinkPurpose::set_password);
    return show(visit, http::Status::ok, not_for_me_page(open));
}

http::Response post_not_for_me(const Visit& visit)
{
    auto link = posted_link(visit, store::LinkPurpose::set_password);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    if (!stop_mails(visit, std::get<OpenLink>(link))) return dead_link(visit, store::LinkPurpose::set_password);

    auto response = http::Response::see_other(step_url(visit, path, {Step::Kind::done, "", ""}));
    response.add_cookie(no_link_cookie());
    return response;
}

http::Response not_for_me_again(const Visit& visit, Problem problem)
{
    auto link = open_link(visit, path, store::LinkPurpose::set_password);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    return show_again(visit, problem, not_for_me_page(std::get<OpenLink>(link)));
}

} // namespace flow
