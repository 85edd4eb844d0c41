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

bool stop_mails(const Visit& visit, const OpenLink& open)
{
    return store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        const auto used =
            store::consume_link_token(tx, auth::digest(open.token), store::LinkPurpose::set_password, visit.now());
        if (!used || !used->account) return false;
        store::stop_mails(tx, *used->account, visit.now());
        store::end_links(tx, *used->account, used->email_key, visit.now());
        record(tx, visit, store::AuditKind::mail_stopped, *used->account, "not for me");
        return true;
    });
}

} // namespace

http::Response show_not_for_me(const Visit& visit)
{
    if (const auto step = find_step(visit); step && step->kind == Step::Kind::done)
        return show(visit, http::Status::ok, view::Page{"not_for_me_done"});
    auto link = open_link(visit, path, store::LinkPurpose::set_password);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    return show(visit, http::Status::ok, not_for_me_page(std::get<OpenLink>(link)));
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
