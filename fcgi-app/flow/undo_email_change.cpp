#include "flow/undo_email_change.hpp"

#include "auth/secret.hpp"
#include "flow/current_password.hpp"
#include "flow/link_paths.hpp"
#include "flow/mailed_link.hpp"
#include "flow/session_cookie.hpp"
#include "flow/step.hpp"
#include "store/activity.hpp"
#include "store/devices.hpp"
#include "store/email_changes.hpp"
#include "store/outbox.hpp"
#include "store/staff_changes.hpp"

#include <functional>

namespace flow {
namespace {

constexpr auto path = link_path::undo_email_change;
constexpr auto purpose = store::LinkPurpose::undo_email_change;
constexpr PasswordField old_password{"old_password", "email.undo.password_missing", "email.undo.password_wrong"};

/// What the page's last step says has happened. Frozen is what store/ calls disputed.
constexpr const char* restored = "restored";
constexpr const char* frozen = "frozen";

struct OpenUndo {
    OpenLink open;
    store::EmailChange change;
    store::Account account;
};

/// The change behind the link, or the page to show instead.
std::variant<OpenUndo, http::Response> find_change(const Visit& visit, std::variant<OpenLink, http::Response> link)
{
    if (auto* instead = std::get_if<http::Response>(&link)) return std::move(*instead);
    auto& open = std::get<OpenLink>(link);
    auto change = store::find_email_change(visit.app.db, open.link.email_change.value_or(0), visit.now());
    if (!change) return dead_link(visit, purpose);
    auto account = store::find_account(visit.app.db, change->account);
    if (!account) return dead_link(visit, purpose);
    return OpenUndo{std::move(open), *std::move(change), *std::move(account)};
}

view::Page undo_page(const OpenUndo& undo)
{
    view::Page page{"undo_email_change"};
    page.set("LINK_PROOF", undo.open.proof).set("OLD_EMAIL", undo.change.old_email);
    return page;
}

http::Response show_done(const Visit& visit, const Step& step)
{
    view::Page page{"undo_email_done"};
    page.show(step.subject == restored ? "RESTORED" : "FROZEN");
    if (step.subject == frozen) page.title("email.undo.frozen_title");
    return show(visit, http::Status::ok, page);
}

/// generation  of the password, when the mail leaves
store::NewMail notice(
    const Visit& visit, const OpenUndo& undo, store::MailReason reason, const std::string& recipient,
    std::uint32_t generation)
{
    return {
        .reason = reason,
        .typed = recipient,
        .account = undo.account.id,
        .password_generation = generation,
        .language = visit.language};
}

/// As the unit leaves it. Not counted from what was read before the password was compared: who has the account may have changed
/// its password once more in that time, and the link for a new one would never leave.
std::uint32_t generation(store::Transaction& tx, const OpenUndo& undo)
{
    const auto account = store::find_account(tx.db(), undo.account.id);
    return account ? account->password_generation : undo.account.password_generation;
}

void record(store::Transaction& tx, const Visit& visit, const OpenUndo& undo, store::AuditKind kind)
{
    record(tx, visit, kind, undo.account.id);
}

/// What a wrong password is counted under: not the old address, where anybody can fail at signing in until it is shut, but the
/// link, which only its reader has.
std::string counted_under(const base::LinkToken& token)
{
    const auto digest = auth::digest(token);
    return auth::base32(auth::bytes_of(digest));
}

/// Where the change cannot be undone for now, because staff have locked the account, its link stays good for later.
bool all_of_it(const Visit& visit, const std::function<bool(store::Transaction&)>& unit)
{
    return store::in_transaction(
        visit.app.db, [&](store::Transaction& tx) { return store::all_or_nothing(tx, [&] { return unit(tx); }); });
}

/// The old address holds again, nobody is signed in any more, no other link is open, and a link for a new password is on
/// its way; or nothing of it happens. False when the change cannot be undone any more.
bool restore(const Visit& visit, const OpenUndo& undo)
{
    return all_of_it(visit, [&](store::Transaction& tx) {
        if (!store::consume_link_token(tx, auth::digest(undo.open.token), purpose, visit.now())) return false;
        if (!store::undo_email_change(tx, undo.change, visit.now())) return false;
        store::end_sessions(tx, undo.account.id, std::nullopt, visit.now());
        store::forget_devices(tx, undo.account.id);
        store::end_links(tx, undo.account.id, undo.change.old_email_key, visit.now());
        store::end_links(tx, undo.account.id, undo.account.email_key, visit.now());
        const auto restored_generation = generation(tx, undo);
        for (const auto reason : {store::MailReason::email_restored, store::MailReason::forgot})
            store::queue_mail(tx, notice(visit, undo, reason, undo.change.old_email, restored_generation), visit.now());
        record(tx, visit, undo, store::AuditKind::email_change_undone);
        return true;
    });
}

/// Of an account that staff have locked: the lock stays theirs to open, and they read in the trail that the address is disputed. The
/// link stays good, so that its reader can still undo the change once it is open.
bool note_dispute(const Visit& visit, const OpenUndo& undo)
{
    return store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        if (!store::take_turn_in_state_of(tx, undo.account)) return false;
        if (store::stop_staff_changes_of(tx, undo.account.id, visit.now()) > 0)
            record(tx, visit, undo, store::AuditKind::staff_change_stopped);
        constexpr auto kind = store::AuditKind::account_frozen;
        constexpr std::chrono::hours once_in{24}; // the link may be opened again and again
        if (!store::has_event(tx.db(), undo.account.id, kind, visit.now() - once_in)) record(tx, visit, undo, kind);
        return true;
    });
}

bool is_locked_by_staff(const store::Account& account)
{
    return account.state == store::AccountState::locked && account.state_reason == store::StateReason::staff;
}

/// Nobody is signed in any more nor signs in, no link is open but those that undo an older change, and both addresses
/// are told (of an account whose owner has died, neither: flow/mail_decision.cpp); or nothing of it happens.
bool freeze(const Visit& visit, const OpenUndo& undo)
{
    if (is_locked_by_staff(undo.account)) return note_dispute(visit, undo);
    return all_of_it(visit, [&](store::Transaction& tx) {
        if (!store::consume_link_token(tx, auth::digest(undo.open.token), purpose, visit.now())) return false;
        if (!store::end_email_changes(tx, undo.change, visit.now())) return false;
        store::dispute_account(tx, undo.account.id, visit.now());
        // Whoever held the account until now may have asked for it.
        if (store::stop_staff_changes_of(tx, undo.account.id, visit.now()) > 0)
            record(tx, visit, undo, store::AuditKind::staff_change_stopped);
        store::end_sessions(tx, undo.account.id, std::nullopt, visit.now());
        store::end_links(tx, undo.account.id, undo.account.email_key, visit.now());
        const auto frozen_generation = generation(tx, undo);
        for (const auto& recipient : {undo.change.old_email, undo.account.email})
            store::queue_mail(
                tx, notice(visit, undo, store::MailReason::account_frozen, recipient, frozen_generation), visit.now());
        record(tx, visit, undo, store::AuditKind::account_frozen);
        return true;
    });
}

http::Response to_done(const Visit& visit, const OpenUndo& undo, const char* what)
{
    pool::announce_mail(visit.app.shared);
    auto response = to_step_without_session(visit, undo.account.id, path, {Step::Kind::done, what, ""});
    response.add_cookie(no_link_cookie());
    return response;
}

} // namespace

http::Response show_undo_email_change(const Visit& visit)
{
    if (const auto step = find_step(visit); step && step->kind == Step::Kind::done) return show_done(visit, *step);
    auto undo = find_change(visit, open_link(visit, path, purpose));
    if (auto* instead = std::get_if<http::Response>(&undo)) return std::move(*instead);
    return show(visit, http::Status::ok, undo_page(std::get<OpenUndo>(undo)));
}

http::Response post_undo_email_change(const Visit& visit)
{
    auto found = find_change(visit, posted_link(visit, purpose));
    if (auto* instead = std::get_if<http::Response>(&found)) return std::move(*instead);
    const auto& undo = std::get<OpenUndo>(found);

    if (visit.request.form.find("freeze")) {
        if (!freeze(visit, undo)) return dead_link(visit, purpose);
        return to_done(visit, undo, frozen);
    }
    auto page = undo_page(undo);
    const auto password =
        check_password(visit, old_password, {counted_under(undo.open.token), undo.change.old_password_hash}, page);
    if (password == CurrentPassword::busy) return show_busy(visit, std::move(page));
    if (password == CurrentPassword::refused) return show(visit, http::Status::unprocessable_content, page);
    if (!restore(visit, undo)) return dead_link(visit, purpose);
    return to_done(visit, undo, restored);
}

http::Response undo_email_change_again(const Visit& visit, Problem problem)
{
    auto undo = find_change(visit, open_link(visit, path, purpose));
    if (auto* instead = std::get_if<http::Response>(&undo)) return std::move(*instead);
    return show_again(visit, problem, undo_page(std::get<OpenUndo>(undo)));
}

} // namespace flow
