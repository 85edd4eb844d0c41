#pragma once

#include "flow/staff_acts.hpp"
#include "store/outbox.hpp"

/// What the acts of staff share; for flow/staff_*.cpp.
namespace flow {

/// `account` is nobody's when staff only looked for somebody.
[[nodiscard]] store::AuditEvent staff_event(
    const Desk& desk, store::AuditKind kind, std::optional<base::AccountId> account, std::string detail,
    const std::string& reason);

/// The mail that tells the resident of an act: "lock", "unlock", "merge".
[[nodiscard]] store::NewMail
staff_notice(const Desk& desk, const store::Account& account, std::string act, const std::string& reason);

/// Nobody acts on their own account, and members' accounts are for the command line; nullopt: go on.
[[nodiscard]] std::optional<ActOutcome> refuse_act(const Desk& desk, const store::Account& account);

} // namespace flow
