#include "flow/change_password.hpp"

#include "auth/secret.hpp"
#include "flow/current_password.hpp"
#include "flow/device_cookie.hpp"
#include "flow/hashing.hpp"
#include "flow/new_password.hpp"
#include "flow/session_cookie.hpp"
#include "flow/settings.hpp"
#include "store/link_tokens.hpp"

namespace flow {
namespace {

view::Page change_page(const Visit& visit)
{
    view::Page page{"change_password"};
    page.set("USER_NAME", visit.session->account.email).set("BACK_URL", "/Account/Settings");
    suggest_passphrase(visit, page);
    return page;
}

/// The password is changed, this session goes on under a new id, all others end, open links die, this browser alone stays
/// known, the owner is told; or nothing of it happens. False when the password was changed elsewhere in the meantime.
bool change_password(
    const Visit& visit, const std::string& hash, const auth::Digest& new_session, const base::DeviceId& device)
{
    const auto& account = visit.session->account;
    return store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        if (!store::set_password(tx, account.id, account.password_generation, hash, visit.now())) return false;
        store::go_on_alone(tx, account.id, visit.session->id, new_session, visit.now());
        store::end_links(tx, account.id, account.email_key, visit.now());
        store::forget_devices(tx, account.id);
        (void)remember_device(tx, visit, device, account.id, account.password_generation + 1);
        queue_password_notice(tx, visit, account);
        record(tx, visit, store::AuditKind::password_changed, account.id);
        return true;
    });
}

/// The new password's hash; absent when the form was refused, which the page says, or when there is no room to hash.
struct Outcome {
    std::optional<std::string> new_hash;
    bool is_busy = false;
};

Outcome hash_anew(const Visit& visit, const base::Password& wanted)
{
    const auto slot = take_hashing_slot(visit.app);
    if (!slot) return {.new_hash = std::nullopt, .is_busy = true};
    return {.new_hash = hash_password(visit.app, *slot, wanted)};
}

/// Reads the form; what is wrong with it stands on `page`. Nothing is guessed at while the new password would not do.
Outcome read_form(const Visit& visit, view::Page& page)
{
    const auto& account = visit.session->account;
    if (visit.request.form.value_or_empty("current_password").empty())
        page.error("current_password", view::Text{"password.current_missing"});
    const auto wanted = read_new_password(visit, {account.email, account.given_name, account.family_name}, page);
    if (page.has_errors()) return {};
    const auto current = check_current_password(visit, page);
    if (current == CurrentPassword::right) return hash_anew(visit, *wanted);
    return {.new_hash = std::nullopt, .is_busy = current == CurrentPassword::busy};
}

} // namespace

http::Response show_change_password(const Visit& visit)
{
    return show(visit, http::Status::ok, change_page(visit));
}

http::Response post_change_password(const Visit& visit)
{
    auto page = change_page(visit);
    const auto outcome = read_form(visit, page);
    if (outcome.is_busy) return show_busy(visit, std::move(page));
    if (!outcome.new_hash) return show(visit, http::Status::unprocessable_content, page);

    const auto id = auth::new_session_id();
    const auto device = this_device(visit);
    if (!change_password(visit, *outcome.new_hash, auth::digest(id), device))
        return change_password_again(visit, Problem::form_expired);

    const auto& session = *visit.session;
    pool::announce_mail(visit.app.shared);
    auto response = to_settings(visit, Saved::changes, id.reveal());
    response.add_cookie(session_cookie(visit, id, session.times, session.remembered));
    response.add_cookie(device_cookie(device));
    return response;
}

http::Response change_password_again(const Visit& visit, Problem problem)
{
    return show_again(visit, problem, change_page(visit));
}

} // namespace flow
