#include "flow/register_confirm.hpp"

#include "auth/email_address.hpp"
#include "auth/secret.hpp"
#include "flow/device_cookie.hpp"
#include "flow/hashing.hpp"
#include "flow/link_paths.hpp"
#include "flow/mailed_link.hpp"
#include "flow/names.hpp"
#include "flow/new_password.hpp"
#include "flow/step.hpp"
#include "store/portal_ids.hpp"

namespace flow {
namespace {

constexpr auto path = link_path::register_confirm;

view::Page confirm_page(const Visit& visit, const OpenLink& open)
{
    const auto names = read_names(visit.request.form);
    view::Page page{"register_confirm"};
    page.set("USER_NAME", open.link.email)
        .set("LINK_PROOF", open.proof)
        .set("GIVEN_NAME", names.given)
        .set("FAMILY_NAME", names.family);
    suggest_passphrase(visit, page);
    return page;
}

constexpr std::uint32_t first_generation = 1;

/// Nullopt when the link or the address is taken by now.
std::optional<base::AccountId> create_account_in(
    store::Transaction& tx, const Visit& visit, const OpenLink& open, const Names& names, const std::string& hash,
    const base::DeviceId& device)
{
    const auto used =
        store::consume_link_token(tx, auth::digest(open.token), store::LinkPurpose::registration, visit.now());
    if (!used) return std::nullopt;
    const auto id = store::create_account(
        tx,
        {.email = {used->email, used->email_key},
         .given_name = names.given,
         .family_name = names.family,
         .language = visit.language,
         .password_hash = hash},
        visit.now());
    if (!id) return std::nullopt;
    if (visit.app.settings.portal.create_users) store::queue_portal_id(tx, *id, visit.now());
    store::end_links(tx, *id, used->email_key, visit.now());
    (void)remember_device(tx, visit, device, *id, first_generation);
    record(tx, visit, store::AuditKind::account_registered, *id);
    return id;
}

/// The token is used up and the account made, or neither.
std::optional<base::AccountId> create_account(
    const Visit& visit, const OpenLink& open, const Names& names, const std::string& hash, const base::DeviceId& device)
{
    return store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        std::optional<base::AccountId> id;
        const bool made = store::all_or_nothing(tx, [&] {
            id = create_account_in(tx, visit, open, names, hash, device);
            return id.has_value();
        });
        return made ? id : std::nullopt;
    });
}

http::Response show_done(const Visit& visit, const Step& step)
{
    view::Page page{"register_done"};
    page.set("LOGIN_URL", with_return_url(visit, "/Account/Login", step.then));
    return show(visit, http::Status::ok, page);
}

} // namespace

http::Response show_register_confirm(const Visit& visit)
{
    if (const auto step = find_step(visit); step && step->kind == Step::Kind::done) return show_done(visit, *step);
    auto link = open_link(visit, path, store::LinkPurpose::registration);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    return show(visit, http::Status::ok, confirm_page(visit, std::get<OpenLink>(link)));
}

http::Response post_register_confirm(const Visit& visit)
{
    auto link = posted_link(visit, store::LinkPurpose::registration);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    const auto& open = std::get<OpenLink>(link);

    const auto names = read_names(visit.request.form);
    auto page = confirm_page(visit, open);
    const bool names_are_good = check_names(names, page);
    const auto password = read_new_password(visit, {open.link.email, names.given, names.family}, page);
    if (!names_are_good || !password) return show(visit, http::Status::unprocessable_content, page);

    std::string hash;
    {
        const auto slot = take_hashing_slot(visit.app);
        if (!slot) return show_busy(visit, std::move(page));
        if (is_known_to_others(visit, *slot, *password, open.token, std::nullopt, page))
            return show(visit, http::Status::unprocessable_content, page);
        hash = hash_password(visit.app, *slot, *password);
    }
    const auto device = this_device(visit);
    if (!create_account(visit, open, names, hash, device)) return dead_link(visit, store::LinkPurpose::registration);

    auto response = http::Response::see_other(step_url(visit, path, {Step::Kind::done, "", open.link.return_url}));
    response.add_cookie(no_link_cookie());
    response.add_cookie(device_cookie(device));
    return response;
}

http::Response register_confirm_again(const Visit& visit, Problem problem)
{
    auto link = open_link(visit, path, store::LinkPurpose::registration);
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    return show_again(visit, problem, confirm_page(visit, std::get<OpenLink>(link)));
}

} // namespace flow
