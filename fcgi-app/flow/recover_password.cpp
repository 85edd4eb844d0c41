#include "flow/recover_password.hpp"

#include "auth/secret.hpp"
#include "flow/attempt_keys.hpp"
#include "flow/device_cookie.hpp"
#include "flow/hashing.hpp"
#include "flow/link_paths.hpp"
#include "flow/mailed_link.hpp"
#include "flow/new_password.hpp"
#include "flow/session_cookie.hpp"
#include "flow/step.hpp"
#include "store/staff_members.hpp"

namespace flow {
namespace {

constexpr auto path = link_path::recover_password;

view::Page recover_page(const Visit& visit, const OpenLink& open)
{
    view::Page page{"recover_password"};
    page.set("USER_NAME", open.link.email)
        .set("LINK_PROOF", open.proof)
        .set("BACK_URL", with_return_url(visit, "/Account/Login", open.link.return_url));
    suggest_passphrase(visit, page);
    return page;
}

http::Response show_done(const Visit& visit, const Step& step)
{
    view::Page page{"recover_done"};
    page.set("LOGIN_URL", with_return_url(visit, "/Account/Login", step.then));
    return show(visit, http::Status::ok, page);
}

std::vector<std::string> personal_words(const store::Account& account)
{
    return {account.email, account.given_name, account.family_name};
}

/// The command line alone gives the role back.
void record_suspension(store::Transaction& tx, const Visit& visit, const store::Account& account)
{
    record(tx, visit, store::AuditKind::staff_role_ended, account.id, "suspended: password set by mailed link");
}

/// Everything that setting a password by link means, or nothing: the token is used up, the password set, every other
/// link and every session ended, the failures forgotten, the browser known, the owner told.
bool set_password(
    const Visit& visit, const OpenLink& open, const store::Account& account, const std::string& hash,
    const base::DeviceId& device)
{
    return store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        const auto used =
            store::consume_link_token(tx, auth::digest(open.token), store::LinkPurpose::set_password, visit.now());
        if (!used || !store::set_password(tx, account.id, used->password_generation, hash, visit.now())) return false;
        store::end_links(tx, account.id, account.email_key, visit.now());
        store::end_sessions(tx, account.id, std::nullopt, visit.now());
        store::forget_failures(tx, name_key(visit.app.settings, account.email));
        store::forget_devices(tx, account.id);
        (void)remember_device(tx, visit, device, account.id, used->password_generation + 1);
        if (store::suspend_staff_role(tx, account.id, visit.now())) record_suspension(tx, visit, account);
        if (account.password_hash) queue_password_notice(tx, visit, account);
        record(
            tx, visit, store::AuditKind::password_set, account.id,
            account.password_hash ? "by mailed link" : "first password");
        return true;
    });
}

http::Response
to_done(const Visit& visit, const OpenLink& open, const store::Account& account, const base::DeviceId& device)
{
    auto response = to_step_without_session(visit, account.id, path, {Step::Kind::done, "", open.link.return_url});
    response.add_cookie(no_link_cookie());
    response.add_cookie(device_cookie(device));
    return response;
}

} // namespace

http::Response show_recover_password(const Visit& visit)
{
    if (const auto step = find_step(visit); step && step->kind == Step::Kind::done) return show_done(visit, *step);
    auto link = open_link(visit, path, store::LinkPurpose::set_password);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    return show(visit, http::Status::ok, recover_page(visit, std::get<OpenLink>(link)));
}

http::Response post_recover_password(const Visit& visit)
{
    auto link = posted_link(visit, store::LinkPurpose::set_password);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    const auto& open = std::get<OpenLink>(link);
    const auto account = store::find_account(visit.app.db, open.link.account.value());
    if (!account) return dead_link(visit, store::LinkPurpose::set_password);

    auto page = recover_page(visit, open);
    const auto password = read_new_password(visit, personal_words(*account), page);
    if (!password) return show(visit, http::Status::unprocessable_content, page);

    std::string hash;
    {
        const auto slot = take_hashing_slot(visit.app);
        if (!slot) return show_busy(visit, std::move(page));
        if (is_known_to_others(visit, *slot, *password, open.token, account->password_hash, page))
            return show(visit, http::Status::unprocessable_content, page);
        hash = hash_password(visit.app, *slot, *password);
    }
    const auto device = this_device(visit);
    if (!set_password(visit, open, *account, hash, device)) return dead_link(visit, store::LinkPurpose::set_password);

    pool::announce_mail(visit.app.shared);
    return to_done(visit, open, *account, device);
}

http::Response recover_password_again(const Visit& visit, Problem problem)
{
    auto link = open_link(visit, path, store::LinkPurpose::set_password);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    return show_again(visit, problem, recover_page(visit, std::get<OpenLink>(link)));
}

} // namespace flow
