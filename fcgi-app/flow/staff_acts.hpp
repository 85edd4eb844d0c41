#pragma once

#include "base/settings.hpp"
#include "store/accounts.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What the help desk does with a resident's account, the same on the command line and on /Account/Staff. Staff never see or
/// set a password. Every act is in the trail of the account with who, which unit and why; the resident reads unit and reason.
/// Another address and merging two accounts: flow/staff_changes.hpp.
namespace flow {

/// Who acts for the city.
struct StaffActor {
    std::string name; ///< who it was: the login name on the server, or the address of the member's account
    std::string unit; ///< what the resident reads
    std::optional<base::AccountId> account{}; ///< the member's own account, on the page
    std::string client_network{};
    std::string reference{};
};

struct Desk {
    store::Database& db;
    const base::Settings& settings;
    StaffActor actor;
    base::Language language; ///< of mails to an account that has none
    base::Instant now;
};

enum class ActOutcome {
    done,
    waits,           ///< takes effect after the time in which the resident can stop it
    nothing_to_do,   ///< it was so already
    own_account,     ///< nobody acts on their own account
    staff_account,   ///< another member's account: for the command line alone, and never its address
    not_active,      ///< locked or closed: unlock it first
    mails_stopped,   ///< the reader of the address said that it is not theirs
    same_address,    ///< it is the user name already
    address_taken,   ///< another account has it, or had it until some days ago
    same_account,    ///< an account is not merged into itself
    no_change_waits, ///< there is nothing to confirm or to stop
    same_actor,      ///< whoever asked cannot be the second member, too
    another_change,  ///< not the one that the second member has looked at: look at this one first
};

/// The stable name of an outcome, for catalogue keys and scripts: "address_taken".
[[nodiscard]] std::string_view name(ActOutcome outcome);

/// The reason that staff give: at least this many characters, so that it says something, and at most as many as are kept.
constexpr std::size_t least_reason = 5;
constexpr std::size_t longest_reason = 500;

/// Records that staff looked at an account; once in a quarter of an hour for each of them.
void record_look(const Desk& desk, const store::Account& account);

/// Records that staff looked for somebody. What was typed is not kept: it may be anything.
void record_search(const Desk& desk);

/// A mail with a link for a new password, as if the resident had asked for it.
[[nodiscard]] ActOutcome send_link(const Desk& desk, const store::Account& account, const std::string& reason);

enum class LockKind { staff, deceased };

/// Its sessions end, open links die, nobody signs in. Of somebody who has died, no mail leaves any more.
[[nodiscard]] ActOutcome
lock_account(const Desk& desk, const store::Account& account, LockKind kind, const std::string& reason);

/// The password that others may know lets nobody in any more; its sessions end, and its owner gets a link to set another one
/// of a locked account, when it is unlocked.
[[nodiscard]] ActOutcome retire_password(const Desk& desk, const store::Account& account, const std::string& reason);

/// Lets the owner in again, by a link for a new password where the old one was taken away; the failed attempts under its user
/// name are forgotten, too.
[[nodiscard]] ActOutcome unlock_account(const Desk& desk, const store::Account& account, const std::string& reason);

/// Mails leave again, after the reader of the address had stopped them or they had bounced; the next wave may invite again.
[[nodiscard]] ActOutcome start_mails(const Desk& desk, const store::Account& account, const std::string& reason);

/// What the resident has asked staff for is dealt with: the reason is the answer.
[[nodiscard]] ActOutcome finish_requests(const Desk& desk, const store::Account& account, const std::string& reason);

/// The account is closed, as if its owner had done it, and erased when the time to come back is over.
[[nodiscard]] ActOutcome close_for_owner(const Desk& desk, const store::Account& account, const std::string& reason);

} // namespace flow
