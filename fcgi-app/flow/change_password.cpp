#include "flow/change_password.hpp"

#include "auth/secret.hpp"
#include "base/log.hpp"
#include "flow/attempt_keys.hpp"
#include "flow/hashing.hpp"
#include "flow/new_password.hpp"
#include "flow/session_cookie.hpp"
#include "flow/step.hpp"
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
        queue_password_notice(tx, visit, account);
        tx.record(
            {.kind = store::AuditKind::password_changed,
             .account = account.id,
             .client_network = network(visit),
             .detail = "",
             .reference = visit.request.reference},
            visit.now());
        return true;
    });
}

/// What became of the two passwords: the new one's hash, or a message on the page, or no room to hash.
struct Outcome {
    std::optional<std::string> new_hash;
    bool is_busy = false;
};

/// Compares the current password and hashes the new one. A wrong one is counted like a failed sign-in: a borrowed
/// computer is no place for guessing.
Outcome hash_if_current_is_right(
    const Visit& visit, const base::Password& current, const base::Password& wanted, view::Page& page)
{
    const auto& account = visit.session->account;
    const auto keys = attempt_keys(visit, account.email);
    const auto wait = store::reserve_attempt(visit.app.db, keys, visit.now());
    if (wait > std::chrono::seconds{0}) {
        page.error("current_password", {"error.429", {}, static_cast<int>(wait.count())});
        return {};
    }
    const auto slot = take_hashing_slot(visit.app);
    if (!slot) {
        store::return_attempt(visit.app.db, keys);
        return {.new_hash = std::nullopt, .is_busy = true};
    }
    if (auth::verify_password(current, account.password_hash, visit.app.hash_cost()) != auth::Verdict::matches) {
        page.error("current_password", view::Text{"password.current_wrong"});
        return {};
    }
    store::clear_attempts(visit.app.db, keys);
    return {.new_hash = auth::hash_password(wanted, visit.app.hash_cost())};
}

/// Reads the form; what is wrong with it stands on `page`.
Outcome read_form(const Visit& visit, view::Page& page)
{
    const auto& account = visit.session->account;
    const base::Password current{visit.request.form.value_or_empty("current_password")};
    if (current.empty()) page.error("current_password", view::Text{"password.current_missing"});
    const auto wanted = read_new_password(visit, {account.email, account.given_name, account.family_name}, page);
    if (current.empty() || !wanted) return {};
    return hash_if_current_is_right(visit, current, *wanted, page);
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
    if (!change_password(visit, *outcome.new_hash, auth::digest(id)))
        return change_password_again(visit, Problem::form_expired);

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
