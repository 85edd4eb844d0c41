#pragma once

#include "store/accounts.hpp"
#include "store/activity.hpp"
#include "store/bounces.hpp"
#include "store/email_changes.hpp"
#include "store/legacy_users.hpp"
#include "store/link_tokens.hpp"
#include "store/outbox.hpp"
#include "store/sessions.hpp"
#include "store/staff_changes.hpp"
#include "store/staff_members.hpp"
#include "store/staff_requests.hpp"
#include "store/throttle.hpp"

/// What staff see of one account: enough to say on the telephone why somebody cannot get in. Never a password, a token or
/// anything else that lets in.
namespace store {

struct MailFact {
    MailReason reason;
    MailState state;
    std::string kind;      ///< of the mail that left; ""
    std::string recipient; ///< canonical address that it went to; ""
    std::string reply;     ///< of our mail server (mail.smtp_host), or why no mail left
    unsigned attempts;
    base::Instant created_at;
    std::optional<base::Instant> finished_at;
    std::optional<base::Instant> next_try_at; ///< while it is queued
};

struct LinkFact {
    LinkPurpose purpose;
    base::Instant created_at;
    base::Instant expires_at;
    std::optional<base::Instant> used_at;
    std::optional<base::Instant> ended_at; ///< with the change that it would have stopped, too
};

/// Failed attempts in a row: under the user name, or in a browser that the account knows and that has more of them.
struct FailureFact {
    unsigned failures = 0;
    /// An earlier attempt from a browser that the account does not know is refused, wherever the failures came from; or one from
    /// the browser that has more of them.
    std::optional<base::Instant> not_before{};
    bool password_is_shut =
        false; ///< to browsers that it does not know, until it is set by a mailed link or staff open it
    bool device_is_shut = false; ///< the same to a browser that it knows
};

struct AccountFacts {
    Account account;
    base::Instant created_at;
    std::optional<base::Instant> password_set_at;
    std::optional<base::Instant> mail_stopped_at;
    std::optional<base::Instant> state_since;  ///< from the trail, while that remembers
    std::optional<base::Instant> last_sign_in; ///< the same; to the day when the trail has forgotten it
    std::optional<base::Instant> dormancy_told_at;
    FailureFact failures;
    std::vector<LegacyUser> old_users;
    std::vector<MailFact> mails; ///< the newest in front, at most 30
    std::vector<LinkFact> links; ///< the newest in front, at most 30
    std::vector<LiveSession> sessions;
    std::optional<Bounce> bounce;       ///< mails to the present address do not arrive
    std::optional<StaffChange> waiting; ///< a change that staff have asked for
    std::optional<StaffMember> staff;   ///< this account's own role
    std::vector<Activity> by_staff;     ///< what staff did, the newest in front, at most 30
};

/// keys  under which its owner's failures are counted (flow/attempt_keys).
[[nodiscard]] AccountFacts
account_facts(Database& db, const Account& account, const OwnerKeys& keys, base::Instant now);

} // namespace store
