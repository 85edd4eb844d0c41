#include "flow/change_password.hpp"

#include "auth/secret.hpp"
#include "base/log.hpp"
#include "flow/attempt_keys.hpp"
#include "flow/hashing.hpp"
#include "flow/new_password.hpp"
#include "flow/session_cookie.hpp"
#include "flow/step.hpp"
#include "store/link_tokens.hpp"
#include "store/outbox.hpp"

namespace flow {
namespace {

view::Page change_page(const Visit& visit)
{
    view::Page page{"change_password"};
    page.set("USER_NAME", visit.session->account.email).set("BACK_URL", "/Account/Settings");
    suggest_passphrase(visit, page);
    return page;
}

/// Whether the current password is right; how long to wait when it may not be looked at.
struct CurrentPassword {
    bool is_right;
    std::chrono::seconds wait{0};
};

/// A wrong one is counted like a failed sign-in: a borrowed computer is no place for guessing.
CurrentPassword check_current(const Visit& visit, const store::Account& account, const base::Password& current)
{
    const auto keys = attempt_keys(visit, account.email);
    const auto wait = store::reserve_attempt(visit.app.db, keys, visit.now());
    if (wait > std::chrono::seconds{0}) return {false, wait};
    if (auth::verify_password(current, account.password_hash, visit.app.hash_cost()) != auth::Verdict::matches)
        return {false};
    store::clear_attempts(visit.app.db, keys);
    return {true};
}

/// The password is changed, this session goes on under a new id, all others end, open links die, the owner is told;
/// or nothing of it happens. False when the password was changed elsewhere in the meantime.
bool change_password(const Visit& visit, const std::string& hash, const auth::Digest& new_session)
{
    const auto& account = visit.session->account;
    return store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        if (!store::set_password(tx, account.id, account.password_generation, hash, visit.now())) return false;
        store::end_sessions(tx, account.id, visit.session->id, visit.now());
        store::rotate_session(tx, visit.session->id, new_session, visit.now());
        store::end_links(tx, account.id, account.email_key, visit.now());
        store::queue_mail(tx,
            {.reason = store::MailReason::password_changed,
                .typed = "",
                .account = account.id,
                .password_generation = account.password_generation + 1,
                .language = visit.language,
                .return_url = ""},
            visit.now());
        tx.record({.kind = store::AuditKind::password_changed,
                      .account = account.id,
                      .client_network = network(visit),
                      .detail = "",
                      .reference = visit.request.reference},
            visit.now());
        return true;
    });
}

/// Reads both passwords and hashes the new one. Nullopt: what is wrong stands on `page`.
std::optional<std::string> new_hash(const Visit& visit, view::Page& page)
{
    const auto& account = visit.session->account;
    const base::Password current{visit.request.form.value_or_empty("current_password")};
    if (current.empty()) page.error("current_password", view::Text{"password.current_missing"});
    const auto password = read_new_password(visit, {account.email, account.given_name, account.family_name}, page);
    if (current.empty() || !password) return std::nullopt;

    const auto checked = check_current(visit, account, current);
    if (checked.is_right) return auth::hash_password(*password, visit.app.hash_cost());
    if (checked.wait == std::chrono::seconds{0}) page.error("current_password", view::Text{"password.current_wrong"});
    else page.error("current_password", {"error.429", {}, static_cast<int>(checked.wait.count())});
    return std::nullopt;
}

} // namespace

http::Response show_change_password(const Visit& visit)
{
    return show(visit, http::Status::ok, change_page(visit));
}

http::Response post_change_password(const Visit& visit)
{
    auto page = change_page(visit);
    std::optional<std::string> hash;
    {
        const auto slot = take_hashing_slot(visit.app);
        if (!slot) return show_busy(visit, std::move(page));
        hash = new_hash(visit, page);
    }
    if (!hash) return show(visit, http::Status::unprocessable_content, page);

    const auto id = auth::new_session_id();
    if (!change_password(visit, *hash, auth::digest(id))) return change_password_again(visit, Problem::form_expired);

    const auto& session = *visit.session;
    pool::announce_mail(visit.app.shared);
    base::log(base::LogLevel::info, "password_changed", {{"account", session.account.public_id}});
    auto response =
        http::Response::see_other(step_url(visit, "/Account/Settings", {Step::Kind::done, "", ""}, id.reveal()));
    response.add_cookie(session_cookie(visit, id, session.times, session.remembered));
    return response;
}

http::Response change_password_again(const Visit& visit, Problem problem)
{
    return show_again(visit, problem, change_page(visit));
}

} // namespace flow
