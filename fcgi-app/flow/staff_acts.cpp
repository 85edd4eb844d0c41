#include "flow/staff_acts.hpp"

#include "auth/retired_hash.hpp"
#include "flow/attempt_keys.hpp"
#include "flow/closing.hpp"
#include "flow/staff_record.hpp"
#include "store/activity.hpp"
#include "store/bounces.hpp"
#include "store/devices.hpp"
#include "store/dormancy.hpp"
#include "store/link_tokens.hpp"
#include "store/retired_password.hpp"
#include "store/sessions.hpp"
#include "store/staff_changes.hpp"
#include "store/staff_members.hpp"
#include "store/staff_requests.hpp"
#include "store/throttle.hpp"

#include <array>

namespace flow {
namespace {

using store::AuditKind;

constexpr std::chrono::minutes one_look{15};

constexpr std::array<std::string_view, 13> outcome_names{
    "done",          "waits",        "nothing_to_do", "own_account",  "staff_account",   "not_active",
    "mails_stopped", "same_address", "address_taken", "same_account", "no_change_waits", "same_actor",
    "another_change"};

/// Tells the resident what was done, by a mail of its own.
void tell(
    const Desk& desk, store::Transaction& tx, const store::Account& account, const char* act, const std::string& why)
{
    store::queue_mail(tx, staff_notice(desk, account, act, why), desk.now);
}

void stop_waiting(const Desk& desk, store::Transaction& tx, const store::Account& account, const std::string& reason)
{
    if (store::stop_staff_changes_of(tx, account.id, desk.now) > 0)
        tx.record(staff_event(desk, AuditKind::staff_change_stopped, account.id, "", reason), desk.now);
}

/// account  as it is in this transaction: the mailer drops a link of another password generation.
void queue_link(const Desk& desk, store::Transaction& tx, const store::Account& account)
{
    store::queue_mail(
        tx,
        {.reason = store::MailReason::forgot,
         .typed = account.email,
         .account = account.id,
         .password_generation = account.password_generation,
         .language = account.language.value_or(desk.language)},
        desk.now);
}

/// What became of an account that this transaction has just changed, and which nobody else changes before it ends.
store::Account changed_account(store::Transaction& tx, const store::Account& account)
{
    return store::find_account(tx.db(), account.id).value();
}

void tell_of_retired(const Desk& desk, store::Transaction& tx, const store::Account& account, const std::string& reason)
{
    // No link leaves to a locked account: it is queued when that is unlocked.
    if (account.state == store::AccountState::locked) return tell(desk, tx, account, "retire_password_locked", reason);
    tell(desk, tx, account, "retire_password", reason);
    queue_link(desk, tx, account);
}

void tell_of_unlocked(
    const Desk& desk, store::Transaction& tx, const store::Account& account, const std::string& reason)
{
    if (!auth::retired_hash(account.password_hash)) return tell(desk, tx, account, "unlock", reason);
    tell(desk, tx, account, "unlock_retired", reason);
    queue_link(desk, tx, account);
}

} // namespace

std::string_view name(ActOutcome outcome)
{
    return outcome_names.at(static_cast<std::size_t>(outcome));
}

void record_look(const Desk& desk, const store::Account& account)
{
    if (store::has_looked(desk.db, desk.actor.name, account.id, desk.now - one_look)) return;
    store::in_transaction(desk.db, [&](store::Transaction& tx) {
        tx.record(staff_event(desk, AuditKind::account_viewed, account.id, "", ""), desk.now);
    });
}

void record_search(const Desk& desk)
{
    store::in_transaction(desk.db, [&](store::Transaction& tx) {
        tx.record(staff_event(desk, AuditKind::staff_searched, std::nullopt, "", ""), desk.now);
    });
}

ActOutcome send_link(const Desk& desk, const store::Account& account, const std::string& reason)
{
    if (const auto refusal = refuse_act(desk, account)) return *refusal;
    if (account.state == store::AccountState::locked) return ActOutcome::not_active;
    if (account.mail_stopped) return ActOutcome::mails_stopped;
    store::in_transaction(desk.db, [&](store::Transaction& tx) {
        queue_link(desk, tx, account);
        tx.record(staff_event(desk, AuditKind::link_sent, account.id, "asked for by staff", reason), desk.now);
    });
    return ActOutcome::done;
}

ActOutcome lock_account(const Desk& desk, const store::Account& account, LockKind kind, const std::string& reason)
{
    if (const auto refusal = refuse_act(desk, account)) return *refusal;
    const bool is_deceased = kind == LockKind::deceased;
    const auto wanted = is_deceased ? store::StateReason::deceased : store::StateReason::staff;
    if (account.state == store::AccountState::locked && account.state_reason == wanted)
        return ActOutcome::nothing_to_do;
    return store::in_transaction(desk.db, [&](store::Transaction& tx) {
        if (!store::lock_account(tx, account.id, wanted, desk.now)) return ActOutcome::not_active;
        store::end_sessions(tx, account.id, std::nullopt, desk.now);
        store::end_links(tx, account.id, account.email_key, desk.now);
        if (!is_deceased) tell(desk, tx, account, "lock", reason);
        tx.record(
            staff_event(desk, AuditKind::account_locked, account.id, is_deceased ? "deceased" : "staff", reason),
            desk.now);
        return ActOutcome::done;
    });
}

ActOutcome retire_password(const Desk& desk, const store::Account& account, const std::string& reason)
{
    if (const auto refusal = refuse_act(desk, account)) return *refusal;
    return store::in_transaction(desk.db, [&](store::Transaction& tx) {
        if (!store::retire_password(tx, account.id, account.password_generation, desk.now))
            return ActOutcome::nothing_to_do;
        store::end_sessions(tx, account.id, std::nullopt, desk.now);
        store::forget_devices(tx, account.id);
        store::end_links(tx, account.id, account.email_key, desk.now);
        tell_of_retired(desk, tx, changed_account(tx, account), reason);
        tx.record(staff_event(desk, AuditKind::password_changed, account.id, "taken away", reason), desk.now);
        return ActOutcome::done;
    });
}

ActOutcome unlock_account(const Desk& desk, const store::Account& account, const std::string& reason)
{
    if (const auto refusal = refuse_act(desk, account)) return *refusal;
    const auto keys = owner_keys(desk.db, desk.settings, account, desk.now);
    return store::in_transaction(desk.db, [&](store::Transaction& tx) {
        const bool was_locked = store::unlock_account(tx, account.id, desk.now);
        bool was_slowed = store::forget_failures(tx, keys.name);
        for (const auto& key : keys.devices) was_slowed = store::forget_failures(tx, key) || was_slowed;
        // Asked for while it was locked, it would take effect without the warning that the open account gets.
        if (was_locked) stop_waiting(desk, tx, account, reason);
        if (!was_locked && !was_slowed) return ActOutcome::nothing_to_do;
        if (was_locked) tell_of_unlocked(desk, tx, changed_account(tx, account), reason);
        tx.record(
            staff_event(
                desk, AuditKind::account_unlocked, account.id, was_locked ? "" : "failed attempts forgotten", reason),
            desk.now);
        return ActOutcome::done;
    });
}

ActOutcome start_mails(const Desk& desk, const store::Account& account, const std::string& reason)
{
    if (const auto refusal = refuse_act(desk, account)) return *refusal;
    return store::in_transaction(desk.db, [&](store::Transaction& tx) {
        const bool were_stopped = store::start_mails(tx, account.id, desk.now);
        const bool had_bounced = store::clear_bounce(tx, account.id, account.email_key);
        if (!were_stopped && !had_bounced) return ActOutcome::nothing_to_do;
        // Asked for while nobody could be told, it would take effect without the warning that leaves from now on.
        if (were_stopped) stop_waiting(desk, tx, account, reason);
        store::forget_told_dormancy(tx, account.id); // as long as no mail arrived, nobody was told
        tx.record(staff_event(desk, AuditKind::mails_started, account.id, "", reason), desk.now);
        return ActOutcome::done;
    });
}

ActOutcome finish_requests(const Desk& desk, const store::Account& account, const std::string& reason)
{
    if (const auto refusal = refuse_act(desk, account)) return *refusal;
    return store::in_transaction(desk.db, [&](store::Transaction& tx) {
        if (store::finish_staff_requests_of(tx, account.id, desk.now) == 0) return ActOutcome::nothing_to_do;
        tx.record(staff_event(desk, AuditKind::request_to_staff, account.id, "requests done", reason), desk.now);
        return ActOutcome::done;
    });
}

ActOutcome close_for_owner(const Desk& desk, const store::Account& account, const std::string& reason)
{
    if (const auto refusal = refuse_act(desk, account)) return *refusal;
    if (account.state == store::AccountState::closed) return ActOutcome::nothing_to_do;
    const auto erase_at = desk.now + desk.settings.account.erase_after;
    return store::in_transaction(desk.db, [&](store::Transaction& tx) {
        const auto event = staff_event(desk, AuditKind::account_closed, account.id, "", reason);
        const auto language = account.language.value_or(desk.language);
        if (!close_in(tx, account, language, erase_at, desk.now, event)) return ActOutcome::not_active;
        return ActOutcome::done;
    });
}

} // namespace flow
