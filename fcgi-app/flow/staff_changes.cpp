#include "flow/staff_changes.hpp"

#include "flow/staff_record.hpp"
#include "store/bounces.hpp"
#include "store/devices.hpp"
#include "store/email_changes.hpp"
#include "store/link_tokens.hpp"
#include "store/retired_password.hpp"
#include "store/sessions.hpp"
#include "store/staff_members.hpp"

namespace flow {
namespace {

using store::AuditKind;

/// Where mails do not arrive nobody can stop anything. Of a disputed account nobody is asked to: a second member confirms within
/// that time, or nothing becomes of it (flow/staff_changes_due.cpp).
base::Instant due_after_asking(const Desk& desk, const store::Account& account)
{
    if (store::is_disputed(account)) return desk.now + time_to_stop;
    return store::find_bounce(desk.db, account.id) ? desk.now : desk.now + time_to_stop;
}

/// Nobody else may give or take the address of a member of staff: it is how they are known.
std::optional<ActOutcome> refuse_change(const Desk& desk, const store::Account& account, store::StaffChangeKind kind)
{
    if (desk.actor.account == account.id) return ActOutcome::own_account;
    if (store::find_staff_member(desk.db, account.id)) return ActOutcome::staff_account;
    if (kind == store::StaffChangeKind::new_address && store::is_disputed(account)) return std::nullopt;
    if (account.state != store::AccountState::active) return ActOutcome::not_active;
    return std::nullopt;
}

/// The mail to the present address, with the link that stops the change.
store::NewMail
warning(const Desk& desk, const store::Account& account, const store::NewStaffChange& change, std::uint64_t id)
{
    return {
        .reason = store::MailReason::staff_change,
        .typed = account.email,
        .account = account.id,
        .password_generation = account.password_generation,
        .language = account.language.value_or(desk.language),
        .staff_change = id,
        .unit = desk.actor.unit,
        .why = change.reason};
}

/// Whoever holds a disputed account now may be the thief: they get no link to stop the change with, and a password that they have
/// set lets nobody in afterwards. The account is locked, so its owner misses nothing.
void shut_out(const Desk& desk, store::Transaction& tx, const store::Account& account)
{
    (void)store::retire_password(tx, account.id, account.password_generation, desk.now);
    store::end_sessions(tx, account.id, std::nullopt, desk.now);
    store::forget_devices(tx, account.id);
    store::end_links(tx, account.id, account.email_key, desk.now);
}

ActOutcome ask_for(const Desk& desk, const store::Account& account, const store::NewStaffChange& change)
{
    const bool is_asked = store::in_transaction(desk.db, [&](store::Transaction& tx) {
        if (!store::take_turn_in_state_of(tx, account)) return false;
        const auto added = store::add_staff_change(tx, change, desk.now);
        if (added.replaces_another)
            tx.record(
                staff_event(desk, AuditKind::staff_change_stopped, account.id, "another took its place", change.reason),
                desk.now);
        if (store::is_disputed(account))
            shut_out(desk, tx, account);
        else
            store::queue_mail(tx, warning(desk, account, change, added.id), desk.now);
        tx.record(
            staff_event(
                desk, AuditKind::staff_change_asked, account.id,
                change.kind == store::StaffChangeKind::merge ? "merge" : "new address", change.reason),
            desk.now);
        return true;
    });
    if (!is_asked) return ActOutcome::not_active;
    return change.due_at > desk.now ? ActOutcome::waits : ActOutcome::done;
}

store::NewStaffChange change_by(
    const Desk& desk, store::StaffChangeKind kind, const store::Account& account, store::IdentityCheck identity_check,
    const std::string& reason)
{
    return {
        .kind = kind,
        .account = account.id,
        .old_email = account.email,
        .user_name = {},
        .into = std::nullopt,
        .actor = desk.actor.name,
        .actor_account = desk.actor.account,
        .unit = desk.actor.unit,
        .identity_check = identity_check,
        .reason = reason,
        .language = account.language.value_or(desk.language),
        .due_at = due_after_asking(desk, account)};
}

} // namespace

bool has_asked_for(const StaffActor& actor, const store::StaffChange& change)
{
    const bool is_same_account = actor.account && actor.account == change.what.actor_account;
    return is_same_account || actor.name == change.what.actor;
}

ActOutcome set_email(
    const Desk& desk, const store::Account& account, const auth::EmailAddress& address,
    store::IdentityCheck identity_check, const std::string& reason)
{
    if (const auto refusal = refuse_change(desk, account, store::StaffChangeKind::new_address)) return *refusal;
    if (address.key == account.email_key) return ActOutcome::same_address;
    const bool is_taken = store::find_account_by_email(desk.db, address.key) ||
                          store::is_reserved_address(desk.db, address.key, account.id, desk.now);
    if (is_taken) return ActOutcome::address_taken;
    auto change = change_by(desk, store::StaffChangeKind::new_address, account, identity_check, reason);
    change.user_name = address;
    return ask_for(desk, account, change);
}

ActOutcome merge(
    const Desk& desk, const store::Account& account, const store::Account& into, store::IdentityCheck identity_check,
    const std::string& reason)
{
    if (account.id == into.id) return ActOutcome::same_account;
    for (const auto* each : {&account, &into})
        if (const auto refusal = refuse_change(desk, *each, store::StaffChangeKind::merge)) return *refusal;
    auto change = change_by(desk, store::StaffChangeKind::merge, account, identity_check, reason);
    change.user_name = {into.email, into.email_key};
    change.into = into.id;
    return ask_for(desk, account, change);
}

ActOutcome
confirm_change(const Desk& desk, const store::Account& account, std::uint64_t seen, const std::string& reason)
{
    if (desk.actor.account == account.id) return ActOutcome::own_account;
    const auto change = store::find_open_staff_change_of(desk.db, account.id);
    if (!change || !change->confirmed_by.empty()) return ActOutcome::no_change_waits;
    if (change->id != seen) return ActOutcome::another_change;
    if (has_asked_for(desk.actor, *change)) return ActOutcome::same_actor;
    return store::in_transaction(desk.db, [&](store::Transaction& tx) {
        if (!store::confirm_staff_change(tx, change->id, desk.actor.name, desk.now)) return ActOutcome::no_change_waits;
        tx.record(
            staff_event(
                desk, AuditKind::staff_change_asked, change->what.account, std::string{confirmed_by_second_member},
                reason),
            desk.now);
        return ActOutcome::done;
    });
}

ActOutcome stop_waiting_change(const Desk& desk, const store::Account& account, const std::string& reason)
{
    const auto change = store::find_open_staff_change_of(desk.db, account.id);
    if (!change) return ActOutcome::no_change_waits;
    return store::in_transaction(desk.db, [&](store::Transaction& tx) {
        if (!store::stop_staff_change(tx, change->id, desk.now)) return ActOutcome::no_change_waits;
        tx.record(staff_event(desk, AuditKind::staff_change_stopped, change->what.account, "", reason), desk.now);
        return ActOutcome::done;
    });
}

} // namespace flow
