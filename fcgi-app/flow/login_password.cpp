#include "flow/login_password.hpp"

#include "auth/return_url.hpp"
#include "flow/attempt_keys.hpp"
#include "flow/hand_over.hpp"
#include "flow/hashing.hpp"
#include "flow/login_pages.hpp"
#include "flow/old_hashes.hpp"
#include "flow/problem.hpp"
#include "flow/session_cookie.hpp"
#include "flow/settings.hpp"
#include "flow/wrong_password.hpp"

namespace flow {
namespace {

/// The account that may sign in with this user name. An old user name never does.
std::optional<store::Account> find_owner(const Visit& visit, const std::string& user_name)
{
    const auto email = auth::parse_email_address(user_name);
    // An unknown address is looked for as well, so that the statements are the same for all.
    auto account = store::find_account_by_email(visit.app.db, email ? email->key : std::string{});
    if (!account || account->state == store::AccountState::locked || !account->password_hash) return std::nullopt;
    return account;
}

http::Response password_missing(const Visit& visit, const Step& step)
{
    auto page = login_password_page(visit, step);
    page.error("password", view::Text{"login.password_missing"});
    return show(visit, http::Status::unprocessable_content, page);
}

http::Response wait_first(const Visit& visit, const Step& step, std::chrono::seconds wait)
{
    visit.app.shared.metrics.count(base::SignInOutcome::throttled);
    // Rounded up to the next minute, since the page shows no seconds.
    const auto until = std::chrono::ceil<std::chrono::minutes>(visit.now() + wait);
    auto page = login_password_page(visit, step);
    page.error_with_link(
        {"login.throttled", {{"time", view::local_time(visit.language, until)}}},
        step_url(visit, "/Account/Forgot", {Step::Kind::change_user_name, step.subject, step.then}));
    return show(visit, http::Status::too_many_requests, page).with_retry_after(wait);
}

/// The same for every name, known or not, and nothing of it depends on the password.
http::Response password_shut(const Visit& visit, const Step& step)
{
    auto page = login_password_page(visit, step);
    page.error_with_link(
        view::Text{"login.closed"},
        step_url(visit, "/Account/Forgot", {Step::Kind::change_user_name, step.subject, step.then}));
    return show(visit, http::Status::forbidden, page);
}

http::Response wrong_credentials(const Visit& visit, const Step& step)
{
    visit.app.shared.metrics.count(base::SignInOutcome::wrong);
    record_wrong_password(visit, std::nullopt);
    auto page = login_password_page(visit, step);
    page.error_with_link(
        view::Text{"login.failed"},
        step_url(visit, "/Account/Forgot", {Step::Kind::change_user_name, step.subject, step.then}));
    return show(visit, http::Status::unprocessable_content, page);
}

/// A hash made with less work than is asked for now, with another pepper, or that came from the old portal, is replaced while
/// the password is at hand, however short that is. Nullopt when it is good enough.
std::optional<std::string> stronger_hash(
    const Visit& visit, const pool::HashingSlot& slot, const std::string& stored, const base::Password& password)
{
    if (!auth::needs_rehash(stored, visit.app.hash_cost(), visit.app.settings.password.pepper)) return std::nullopt;
    return hash_password(visit.app, slot, password);
}

/// Nothing becomes of it when the password was changed meanwhile, or another sign-in was faster.
void replace_hash(const Visit& visit, const store::Account& account, const std::string& hash)
{
    store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        if (!store::replace_hash(tx.db(), account.id, *account.password_hash, hash)) return;
        record(tx, visit, store::AuditKind::password_rehashed, account.id);
    });
}

enum class Tried { right, wrong, no_slot };

/// Spends one hash, whether there is an owner or not. The database may let the new one wait, so the slot is free by then.
Tried try_password(const Visit& visit, const std::optional<store::Account>& owner, const base::Password& password)
{
    const auto old = old_hashes(visit.app.db, visit.app.settings.importing, visit.now());
    auto slot = take_hashing_slot(visit.app);
    if (!slot) return Tried::no_slot;
    const auto stored = owner ? owner->password_hash : std::nullopt;
    if (!password_matches(visit.app, *slot, password, stored, old)) return Tried::wrong;
    const auto stronger = stronger_hash(visit, *slot, *stored, password);
    slot.reset();
    if (stronger) replace_hash(visit, *owner, *stronger);
    return Tried::right;
}

http::Response
signed_in(const Visit& visit, const Step& step, const store::Account& owner, const SignInCookies& cookies)
{
    visit.app.shared.metrics.count(base::SignInOutcome::signed_in);
    const auto& settings = visit.app.settings;
    // Whoever comes back to a closed account is told, before going on, that it will not be erased.
    auto response =
        owner.state == store::AccountState::closed
            ? to_settings(visit, Saved::reopened, cookies.session.value)
            : http::Response::see_other(auth::safe_return_url(step.then, settings.return_origins, settings.start_url));
    response.add_cookie(cookies.session);
    response.add_cookie(cookies.device);
    response.add_cookie({std::string{cookie::visitor}, "", std::chrono::seconds{0}});
    remove_inherited_portal_cookies(visit, owner.id, response);
    return response;
}

} // namespace

http::Response post_password(const Visit& visit, const Step& step)
{
    const base::Password password{visit.request.form.value_or_empty("password")};
    if (password.empty()) return password_missing(visit, step);

    const auto owner = find_owner(visit, step.subject);
    const auto keys = attempt_keys(visit, step.subject, owner);
    const auto attempt = store::reserve_attempt(visit.app.db, keys, visit.now());
    if (!attempt.may_go_on()) {
        log_refused_attempt(visit, attempt);
        return attempt.is_shut ? password_shut(visit, step) : wait_first(visit, step, attempt.wait);
    }

    const auto tried = try_password(visit, owner, password);
    if (tried == Tried::no_slot) {
        visit.app.shared.metrics.count(base::SignInOutcome::busy);
        store::return_attempt(visit.app.db, keys);
        return show_busy(visit, login_password_page(visit, step));
    }
    if (tried == Tried::wrong) {
        tell_of_failures(visit, step.subject, attempt, "");
        return wrong_credentials(visit, step);
    }

    const bool remembered = visit.request.form.find("remember").has_value();
    const auto cookies = start_session(visit, *owner, remembered, keys);
    return cookies ? signed_in(visit, step, *owner, *cookies) : wrong_credentials(visit, step);
}

} // namespace flow
