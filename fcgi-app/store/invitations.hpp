#pragma once

#include "base/account_id.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

#include <optional>
#include <string>
#include <vector>

/// Which residents have been asked by mail to move over. Nobody is invited twice: an account has one row.
namespace store {

/// Up to `most` accounts behind `after` (AccountId{0}: the first) that may be invited: made of the portal's users, active,
/// without an invitation and a password, but for one of the portal's that holds and was not used yet, with an address of
/// their own that takes our mails.
[[nodiscard]] std::vector<base::AccountId>
list_invitable(Database& db, bool old_passwords_hold, base::AccountId after, unsigned most);

/// When the last invitation that has not been tried yet is to leave; nullopt when none waits.
[[nodiscard]] std::optional<base::Instant> last_invitation_due(Database& db);

struct NewInvitation {
    base::AccountId account;
    std::string wave;
    unsigned per_minute; ///< the mailer keeps this pace, also after a pause
    base::Instant due;   ///< the mail does not leave before
};

/// Queues the mail. False, and nothing queued, when the account has an invitation already: two runs may meet.
[[nodiscard]] bool invite(Transaction& tx, const NewInvitation& invitation, base::Instant now);

/// True when the account may be invited now, whatever happened since it was queued.
[[nodiscard]] bool may_still_be_invited(Database& db, bool old_passwords_hold, base::AccountId account);

/// The mail server took the invitation: that goes into the trail.
void note_invitation_sent(Transaction& tx, base::AccountId account, base::Instant now);

/// The invitation did not leave, or not arrive: a later wave may invite again.
void take_back_invitation(Transaction& tx, base::AccountId account);

/// Forgets an invitation that was sent, when the account got another address before anybody used it: the next wave invites there.
void forget_sent_invitation(Transaction& tx, const Account& account);

/// Takes back up to `most` invitations of a wave whose mails no mailer has touched yet, mails included; returns how many.
/// Call it until it returns 0.
[[nodiscard]] unsigned cancel_invitations(Transaction& tx, const std::string& wave, unsigned most);

struct WaveState {
    unsigned sent;
    unsigned waiting; ///< mails that are queued or under way
};
[[nodiscard]] WaveState state_of_wave(Database& db, const std::string& wave);

} // namespace store
