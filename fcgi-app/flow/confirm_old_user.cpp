#include "flow/confirm_old_user.hpp"

#include "auth/secret.hpp"
#include "flow/link_paths.hpp"
#include "flow/mailed_link.hpp"
#include "flow/old_user.hpp"
#include "flow/step.hpp"
#include "store/old_users.hpp"

namespace flow {
namespace {

constexpr auto path = link_path::confirm_old_user;
constexpr auto purpose = store::LinkPurpose::add_old_user;

/// The old user behind the link, when it can still be added; otherwise the page to show instead.
std::variant<store::LegacyUser, http::Response> find_old_user(const Visit& visit, const OpenLink& open)
{
    if (!visit.session) return http::Response::see_other(with_return_url(visit, "/Account/Login", std::string{path}));
    if (visit.session->account.id != open.link.account) {
        view::Page page{"link_of_other"};
        page.set("USER_NAME", visit.session->account.email);
        return show(visit, http::Status::forbidden, page);
    }
    auto user = store::find_legacy_user(visit.app.db, open.link.portal_user_id.value_or(""));
    if (!user) return dead_link(visit, purpose);
    return *std::move(user);
}

view::Page confirm_page(const Visit& visit, const OpenLink& open, const store::LegacyUser& user)
{
    view::Page page{"confirm_old_user"};
    page.set("OLD_NAME", user.old_name).set("USER_NAME", visit.session->account.email).set("LINK_PROOF", open.proof);
    return page;
}

/// The link is used up and the old user added, or nothing is changed but that the link is of no use any more.
bool add_old_user(const Visit& visit, const OpenLink& open, const store::LegacyUser& user)
{
    const auto account = visit.session->account.id;
    return store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        if (!store::consume_link_token(tx, auth::digest(open.token), purpose, visit.now())) return false;
        if (!store::move_old_user(tx, user.portal_id, account, visit.now())) return false;
        record(
            tx, visit, store::AuditKind::legacy_user_linked, account,
            "old user " + user.portal_id + ", by mailed link");
        return true;
    });
}

http::Response show_done(const Visit& visit, const Step& step)
{
    view::Page page{"old_user_done"};
    page.set("OLD_NAME", step.subject);
    return show(visit, http::Status::ok, page);
}

} // namespace

http::Response show_confirm_old_user(const Visit& visit)
{
    if (const auto step = find_step(visit); step && step->kind == Step::Kind::done) return show_done(visit, *step);
    auto link = open_link(visit, path, purpose);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    const auto& open = std::get<OpenLink>(link);
    auto user = find_old_user(visit, open);
    if (auto* instead = std::get_if<http::Response>(&user)) return std::move(*instead);
    return show(visit, http::Status::ok, confirm_page(visit, open, std::get<store::LegacyUser>(user)));
}

http::Response post_confirm_old_user(const Visit& visit)
{
    auto link = posted_link(visit, purpose);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    const auto& open = std::get<OpenLink>(link);
    auto found = find_old_user(visit, open);
    if (auto* instead = std::get_if<http::Response>(&found)) return std::move(*instead);
    const auto& user = std::get<store::LegacyUser>(found);
    if (!add_old_user(visit, open, user)) return dead_link(visit, purpose);

    auto response = http::Response::see_other(step_url(visit, path, {Step::Kind::done, user.old_name, ""}));
    response.add_cookie(no_link_cookie());
    return response;
}

http::Response confirm_old_user_again(const Visit& visit, Problem problem)
{
    auto link = open_link(visit, path, purpose);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    const auto& open = std::get<OpenLink>(link);
    auto user = find_old_user(visit, open);
    if (auto* instead = std::get_if<http::Response>(&user)) return std::move(*instead);
    return show_again(visit, problem, confirm_page(visit, open, std::get<store::LegacyUser>(user)));
}

} // namespace flow
