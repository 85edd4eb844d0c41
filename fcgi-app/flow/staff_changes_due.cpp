#include "flow/staff_changes_due.hpp"

#include "base/log.hpp"
#include "base/time.hpp"
#include "flow/fails_alone.hpp"
#include "flow/staff_changes.hpp"
#include "store/email_changes.hpp"
#include "store/link_tokens.hpp"
#include "store/outbox.hpp"
#include "store/sessions.hpp"
#include "store/staff_changes.hpp"
#include "store/staff_members.hpp"

namespace flow {
namespace {

constexpr unsigned at_once = 10;
constexpr std::string_view done{"done"};
constexpr std::string_view impossible{"impossible by now"};
constexpr std::string_view unheard{"nobody could be told of it"};

store::AuditEvent
event(const store::StaffChange& change, store::AuditKind kind, base::AccountId account, std::string detail)
{
    return {
        .kind = kind,
        .account = account,
        .client_network = "",
        .detail = std::move(detail),
        .reference = "",
        .actor = change.what.actor,
        .unit = change.what.unit,
        .reason = change.what.reason};
}

store::NewMail mail_to(const store::Account& account, const store::StaffChange& change, store::MailReason reason)
{
    return {
        .reason = reason,
        .typed = account.email,
        .account = account.id,
        .password_generation = account.password_generation,
        .language = account.language.value_or(change.what.language)};
}

void tell_both_addresses(
    store::Transaction& tx, const store::Account& account, const store::StaffChange& change, std::uint64_t email_change,
    base::Instant now)
{
    auto mail = mail_to(account, change, store::MailReason::email_changed_old);
    mail.email_change = email_change;
    store::queue_mail(tx, mail, now);
    mail = mail_to(account, change, store::MailReason::email_changed_new);
    mail.typed = change.what.user_name.typed;
    store::queue_mail(tx, mail, now);
}

/// Whom the account is given back to: a link for a new password. The disputed address learns nothing and can undo nothing.
void give_back(
    store::Transaction& tx, const store::Account& account, const store::StaffChange& change, base::Instant now)
{
    for (const auto reason : {store::MailReason::email_changed_new, store::MailReason::forgot}) {
        auto mail = mail_to(account, change, reason);
        mail.typed = change.what.user_name.typed;
        mail.password_generation = account.password_generation + 1;
        store::queue_mail(tx, mail, now);
    }
    tx.record(event(change, store::AuditKind::account_unlocked, account.id, "the dispute is settled"), now);
}

/// False, and nothing changed, when it is impossible by now.
bool change_address(
    store::Transaction& tx, const store::Account& account, const store::StaffChange& change, base::Instant undo_until,
    base::Instant now)
{
    if (account.email != change.what.old_email) return false;
    const auto email_change = store::change_email(tx, account, change.what.user_name, undo_until, now);
    if (!email_change || !store::finish_staff_change(tx, change.id, now)) return false;
    store::end_links(tx, account.id, account.email_key, now);
    store::end_links(tx, account.id, change.what.user_name.key, now);
    store::end_sessions(tx, account.id, std::nullopt, now);
    if (store::is_disputed(account))
        give_back(tx, account, change, now);
    else
        tell_both_addresses(tx, account, change, *email_change, now);
    tx.record(event(change, store::AuditKind::email_changed, account.id, "by staff"), now);
    return true;
}

void tell_of_merge(
    store::Transaction& tx, const store::Account& into, const store::StaffChange& change, base::Instant now)
{
    auto mail = mail_to(into, change, store::MailReason::staff_acted);
    mail.detail = "merge";
    mail.unit = change.what.unit;
    mail.why = change.what.reason;
    store::queue_mail(tx, mail, now);
    mail.typed = change.what.old_email;
    store::queue_mail(tx, mail, now);
}

/// False, and nothing changed, when it is impossible by now.
bool merge(store::Transaction& tx, const store::Account& account, const store::StaffChange& change, base::Instant now)
{
    const auto into = store::find_account(tx.db(), change.what.into.value());
    if (!into || account.email != change.what.old_email || into->email != change.what.user_name.typed) return false;
    if (!store::merge_accounts(tx, change.id, account.id, into->id, now)) return false;
    store::end_sessions(tx, account.id, std::nullopt, now);
    store::end_links(tx, account.id, account.email_key, now);
    tell_of_merge(tx, *into, change, now);
    tx.record(event(change, store::AuditKind::accounts_merged, into->id, ""), now);
    return true;
}

bool carry_out(store::Transaction& tx, const store::StaffChange& change, base::Instant undo_until, base::Instant now)
{
    const auto account = store::find_account(tx.db(), change.what.account);
    if (!account) return false;
    // Nobody else was told of it, so no member does this alone.
    const bool may_settle = store::is_disputed(*account) && !change.confirmed_by.empty();
    if (may_settle && change.what.kind == store::StaffChangeKind::new_address)
        return change_address(tx, *account, change, undo_until, now);
    if (account->state != store::AccountState::active) return false;
    if (change.what.kind == store::StaffChangeKind::merge) return merge(tx, *account, change, now);
    return change_address(tx, *account, change, undo_until, now);
}

void stop(store::Transaction& tx, const store::StaffChange& change, std::string_view why, base::Instant now)
{
    if (store::stop_staff_change(tx, change.id, now))
        tx.record(event(change, store::AuditKind::staff_change_stopped, change.what.account, std::string{why}), now);
}

/// Carried out now, it would be the work of one member alone.
bool is_unheard(store::Database& db, const store::StaffChange& change)
{
    if (!store::waits_for_reader(change)) return false;
    const auto account = store::find_account(db, change.what.account);
    return account && needs_second_member(*account);
}

/// How it ended: `done`, or why it was stopped.
std::string_view
see_to(store::Transaction& tx, const store::StaffChange& change, base::Instant undo_until, base::Instant now)
{
    if (is_unheard(tx.db(), change)) {
        stop(tx, change, unheard, now);
        return unheard;
    }
    const bool took_effect = store::all_or_nothing(tx, [&] {
        // Whoever has become staff since is known by this address. Asked when the account is ours: nobody becomes staff meanwhile.
        return carry_out(tx, change, undo_until, now) && !store::find_staff_member(tx.db(), change.what.account);
    });
    if (took_effect) return done;
    stop(tx, change, impossible, now);
    return impossible;
}

void tell(const store::StaffChange& change, std::string_view outcome)
{
    const bool took_effect = outcome == done;
    base::log(
        took_effect ? base::LogLevel::info : base::LogLevel::warning, "staff_change",
        {{"change", change.id}, {"outcome", outcome}});
}

/// Nobody could stop it who was not told. Staff see so at once, and not when its time has come.
int stop_unheard_changes(store::Database& db, base::Instant now)
{
    int over = 0;
    for (const auto& change : store::list_unheard_staff_changes(db, at_once)) {
        fails_alone("staff_changes", [&] {
            store::in_transaction(db, [&](store::Transaction& tx) { stop(tx, change, unheard, now); });
            tell(change, unheard);
            ++over;
        });
    }
    return over;
}

} // namespace

int carry_out_staff_changes(store::Database& db, const base::Settings& settings)
{
    const auto now = base::now();
    int over = stop_unheard_changes(db, now);
    for (const auto& change : store::list_due_staff_changes(db, at_once, now)) {
        fails_alone("staff_changes", [&] {
            const auto outcome = store::in_transaction(db, [&](store::Transaction& tx) {
                return see_to(tx, change, now + settings.link.undo_email_change, now);
            });
            tell(change, outcome);
            ++over;
        });
    }
    return over;
}

} // namespace flow
