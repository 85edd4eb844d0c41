#pragma once

#include "auth/email_address.hpp"
#include "flow/staff_acts.hpp"
#include "store/staff_changes.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

/// The acts of the help desk that wait, so that whoever reads the present address can stop them. What becomes of them when
/// they are due: flow/staff_changes_due.hpp.
namespace flow {

/// So long whoever reads the present address can stop a change, counted from when the mail about it leaves (flow/write_mail.cpp).
inline constexpr std::chrono::hours time_to_stop{48};

/// No mail tells anybody of a change of this account, so a second member confirms it within that time, or nothing becomes of it: of a
/// disputed one the reader of the address may be the thief, and of others the reader has said that the address is not theirs.
[[nodiscard]] inline bool needs_second_member(const store::Account& account)
{
    return store::is_disputed(account) || account.mail_stopped;
}

/// Another address, after the time to stop it; at once when mails to the present one bounce.
[[nodiscard]] ActOutcome set_email(
    const Desk& desk, const store::Account& account, const auth::EmailAddress& address,
    store::IdentityCheck identity_check, const std::string& reason);

/// `account` goes up in `into`, under the same rule: both histories are kept, `account` and its password are gone.
[[nodiscard]] ActOutcome merge(
    const Desk& desk, const store::Account& account, const store::Account& into, store::IdentityCheck identity_check,
    const std::string& reason);

/// How the trail tells the second member's event from that of the first.
inline constexpr std::string_view confirmed_by_second_member{"confirmed by a second member"};

/// Also after a change of the actor's own address. Such a one cannot confirm the change.
[[nodiscard]] bool has_asked_for(const StaffActor& actor, const store::StaffChange& change);

/// A second member of staff makes the change that waits due at once.
/// seen  its id: the one that they have looked at. When it was asked for anew meanwhile, nothing is confirmed.
[[nodiscard]] ActOutcome
confirm_change(const Desk& desk, const store::Account& account, std::uint64_t seen, const std::string& reason);

[[nodiscard]] ActOutcome
stop_waiting_change(const Desk& desk, const store::Account& account, const std::string& reason);

} // namespace flow
