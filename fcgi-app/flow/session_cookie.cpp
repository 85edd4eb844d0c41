#include "flow/session_cookie.hpp"

#include "auth/imported_hash.hpp"
#include "auth/secret.hpp"
#include "flow/device_cookie.hpp"
#include "store/outbox.hpp"
#include "store/staff_members.hpp"

namespace flow {
namespace {

auth::SessionTimes times_of(const base::SessionSettings& settings, bool remembered, base::Instant now)
{
    const std::chrono::seconds length = remembered ? std::chrono::seconds{settings.remembered} : settings.absolute;
    return {
        .created_at = now,
        .last_seen_at = now,
        .password_given_at = now,
        .expires_at = now + length,
        .idle_limit = remembered ? std::chrono::seconds{0} : std::chrono::seconds{settings.idle}};
}

/// A member of staff sees what is others': no sign-in of theirs is remembered, and it ends soon when nobody is there.
auth::SessionTimes times_of_staff(const base::Settings& settings, base::Instant now)
{
    auto times = times_of(settings.session, false, now);
    times.idle_limit = settings.staff.idle;
    return times;
}

/// How long a session lasts.
struct Terms {
    auth::SessionTimes times;
    bool remembered;
};

/// Asked of the database when the account has been entered: whoever gives the role ends the sessions that began before.
Terms terms_of(const Visit& visit, store::Transaction& tx, base::AccountId account, bool wants_to_be_remembered)
{
    const auto& settings = visit.app.settings;
    if (store::find_staff_member(tx.db(), account))
        return {.times = times_of_staff(settings, visit.now()), .remembered = false};
    return {
        .times = times_of(settings.session, wants_to_be_remembered, visit.now()), .remembered = wants_to_be_remembered};
}

/// Whoever signs in to an account that waits to be erased wants to keep it.
void reopen(store::Transaction& tx, const Visit& visit, const store::Account& account)
{
    // Two sign-ins at once, as with a double click, tell of it once.
    if (!store::reopen_account(tx, account.id, visit.now())) return;
    store::queue_mail(
        tx,
        {.reason = store::MailReason::account_reopened,
         .typed = account.email,
         .account = account.id,
         .password_generation = account.password_generation,
         .language = visit.language},
        visit.now());
    record(tx, visit, store::AuditKind::account_reopened, account.id);
}

/// The browser in which a password was set here is known: so whoever is the first one to sign in is the owner, but for a
/// password that came along from the portal, which somebody else may have had for years.
bool owner_knows(store::Acquaintance acquaintance, const store::Account& account)
{
    if (acquaintance != store::Acquaintance::first) return acquaintance == store::Acquaintance::known;
    return !(account.password_hash && auth::is_imported_hash(*account.password_hash));
}

/// Tells the owner of a sign-in from a browser that was never seen.
void note_device(
    store::Transaction& tx, const Visit& visit, const store::Account& account, const base::DeviceId& device)
{
    const auto acquaintance = remember_device(tx, visit, device, account.id, account.password_generation);
    if (owner_knows(acquaintance, account)) return;
    store::queue_mail(
        tx,
        {.reason = store::MailReason::new_device,
         .typed = account.email,
         .account = account.id,
         .password_generation = account.password_generation,
         .language = visit.language,
         .detail = visit.request.user_agent},
        visit.now());
    record(tx, visit, store::AuditKind::new_device, account.id);
}

} // namespace

http::SetCookie
session_cookie(const Visit& visit, const base::SessionId& id, const auth::SessionTimes& times, bool remembered)
{
    std::optional<std::chrono::seconds> max_age;
    if (remembered) max_age = times.expires_at - visit.now();
    return {std::string{cookie::session}, id.reveal(), max_age};
}

http::SetCookie no_session_cookie()
{
    return {std::string{cookie::session}, "", std::chrono::seconds{0}};
}

http::Response
to_step_without_session(const Visit& visit, base::AccountId account, std::string_view path, const Step& step)
{
    if (!visit.session || visit.session->account.id != account)
        return http::Response::see_other(step_url(visit, path, step));
    const std::string binding = auth::new_visitor_id().reveal();
    auto response = http::Response::see_other(step_url(visit, path, step, binding));
    response.add_cookie(no_session_cookie());
    response.add_cookie({std::string{cookie::visitor}, binding, std::nullopt});
    return response;
}

std::optional<SignInCookies> start_session(
    const Visit& visit, const store::Account& account, bool wants_to_be_remembered, const store::AttemptKeys& attempt)
{
    const auto id = auth::new_session_id();
    const auto device = this_device(visit);
    const auto start = [&](store::Transaction& tx, std::optional<Terms>& terms) {
        const auto entrance = store::enter(tx, account.id, account.password_generation, visit.now());
        if (!entrance) return false;
        terms = terms_of(visit, tx, account.id, wants_to_be_remembered);
        store::start_session(
            tx, *entrance,
            {.id = auth::digest(id),
             .times = terms->times,
             .remembered = terms->remembered,
             .user_agent = visit.request.user_agent});
        note_device(tx, visit, account, device);
        record(tx, visit, store::AuditKind::sign_in, account.id, terms->remembered ? "remembered" : "");
        // Last, since others from the same network wait for their counter.
        store::clear_attempts(tx, attempt);
        return true;
    };
    const auto reopen_and_start = [&](store::Transaction& tx, std::optional<Terms>& terms) {
        // Whoever may not sign in after all has not reopened it.
        return store::all_or_nothing(tx, [&] {
            reopen(tx, visit, account);
            return start(tx, terms);
        });
    };
    const auto terms = store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        tx.introduce(account.id, account.public_id);
        std::optional<Terms> granted;
        const bool is_closed = account.state == store::AccountState::closed;
        (void)(is_closed ? reopen_and_start(tx, granted) : start(tx, granted));
        return granted;
    });
    if (!terms) return std::nullopt;
    return SignInCookies{session_cookie(visit, id, terms->times, terms->remembered), device_cookie(device)};
}

} // namespace flow
