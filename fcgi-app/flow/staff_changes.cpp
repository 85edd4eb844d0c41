#include "flow/staff_record.hpp"
#include "store/bounces.hpp"
#include "store/email_changes.hpp"
#include "store/staff_members.hpp"

// Changes that wait, so that whoever reads the present address can stop them.

namespace flow {
namespace {

using store::AuditKind;

constexpr std::chrono::hours time_to_stop{48};

/// Where mails do not arrive nobody can stop anything.
base::Instant due_after_asking(const Desk& desk, const store::Account& account)
{
    return store::find_bounce(desk.db, account.id) ? desk.now : desk.now + time_to_stop;
}

/// Nobody else may give or take the address of a member of staff: it is how they are known.
std::optional<ActOutcome> refuse_change(const Desk& desk, const store::Account& account)
{
    if (desk.actor.account == account.id) return ActOutcome::own_account;
    if (store::find_staff_member(desk.db, account.id)) return ActOutcome::staff_account;
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

ActOutcome ask_for(const Desk& desk, const store::Account& account, const store::NewStaffChange& change)
{
    store::in_transaction(desk.db, [&](store::Transaction& tx) {
        const auto id = store::add_staff_change(tx, change, desk.now);
        store::queue_mail(tx, warning(desk, account, change, id), desk.now);
        tx.record(
            staff_event(
                desk, AuditKind::staff_change_asked, account.id,
                change.kind == store::StaffChangeKind::merge ? "merge" : "new address", change.reason),
            desk.now);
    });
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
    if (const auto refusal = refuse_change(desk, account)) return *refusal;
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
        if (const auto refusal = refuse_change(desk, *each)) return *refusal;
    auto change = change_by(desk, store::StaffChangeKind::merge, account, identity_check, reason);
    change.user_name = {into.email, into.email_key};
    change.into = into.id;
    return ask_for(desk, account, change);
}

ActOutcome confirm_change(const Desk& desk, const store::Account& account, const std::string& reason)
{
    if (desk.actor.account == account.id) return ActOutcome::own_account;
    const auto change = store::find_open_staff_change_of(desk.db, account.id);
    if (!change || !change->confirmed_by.empty()) return ActOutcome::no_change_waits;
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

ActOutcome stop_change(const Desk& desk, const store::Account& account, const std::string& reason)
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
