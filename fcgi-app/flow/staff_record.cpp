#include "flow/staff_record.hpp"

#include "store/staff_members.hpp"

namespace flow {

store::AuditEvent staff_event(
    const Desk& desk, store::AuditKind kind, std::optional<base::AccountId> account, std::string detail,
    const std::string& reason)
{
    const auto& actor = desk.actor;
    return {
        .kind = kind,
        .account = account,
        .client_network = actor.client_network,
        .detail = std::move(detail),
        .reference = actor.reference,
        .actor = actor.name,
        .unit = actor.unit,
        .reason = reason};
}

store::NewMail staff_notice(const Desk& desk, const store::Account& account, std::string act, const std::string& reason)
{
    return {
        .reason = store::MailReason::staff_acted,
        .typed = account.email,
        .account = account.id,
        .password_generation = account.password_generation,
        .language = account.language.value_or(desk.language),
        .detail = std::move(act),
        .unit = desk.actor.unit,
        .why = reason};
}

std::optional<ActOutcome> refuse_act(const Desk& desk, const store::Account& account)
{
    if (!desk.actor.account) return std::nullopt; // the command line
    if (*desk.actor.account == account.id) return ActOutcome::own_account;
    if (store::find_staff_member(desk.db, account.id)) return ActOutcome::staff_account;
    return std::nullopt;
}

} // namespace flow
