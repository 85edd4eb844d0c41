#pragma once

#include "base/settings.hpp"
#include "store/account_facts.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Why somebody cannot get in: what to say on the telephone, the most important first.
namespace flow {

enum class Why {
    deceased,           ///< locked, because its owner has died
    disputed,           ///< locked, because a change of address is in dispute
    locked,             ///< by staff
    closed,             ///< by its owner, or because nobody used it; `at`: erased from then on
    password_shut,      ///< so many wrong passwords that no new browser may try any more
    device_shut,        ///< the same in a browser that the account knows, for that one
    throttled,          ///< too many wrong passwords; `at`: the next attempt counts from then on
    change_waits,       ///< staff have asked for a change; `at`: takes effect
    change_unconfirmed, ///< the same for an account in dispute: nothing becomes of it when no second member confirms by `at`
    dormant,            ///< its owner was told that it is closed unless somebody signs in; `at`: closed from then on
    mails_stopped,      ///< the reader of the address said that it is not theirs
    bounced,            ///< the address takes no mail; `text`: what the receiving server said
    mail_refused,       ///< the newest mail did not arrive; `text`: what our mail server said
    mail_waits,         ///< the newest mail is being tried again; `text` the same, `at`: the next try
    no_password,        ///< has not moved over yet
    old_password,       ///< that of the portal holds, and was never used here
    old_password_ended, ///< the same, and its time is over
    retired,            ///< staff took the password away, since others may know it
    link_open,          ///< a link for a password is on its way or was not opened; `at`: good until then
    link_expired,       ///< the newest one ran out unused; `at`: when
    nothing_wrong,      ///< can sign in with the password
};

struct Diagnosis {
    Why why;
    std::optional<base::Instant> at{};
    std::string text{};
};

/// Never empty.
[[nodiscard]] std::vector<Diagnosis>
diagnose(const store::AccountFacts& facts, const base::ImportSettings& importing, base::Instant now);

/// The stable name of a finding, for catalogue keys and scripts: "no_password".
[[nodiscard]] std::string_view name(Why why);

} // namespace flow
