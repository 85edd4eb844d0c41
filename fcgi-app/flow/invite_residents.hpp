#pragma once

#include "store/database.hpp"

#include <string>

namespace flow {

struct InviteOptions {
    std::string wave;                ///< what staff call these invitations
    unsigned per_minute;             ///< mails a minute, over all waves
    unsigned most;                   ///< of this wave
    std::string actor;               ///< who does it, for the trail
    bool old_passwords_hold = false; ///< whoever may sign in with an old password is invited, too
};

struct InviteResult {
    unsigned invited = 0;
    base::Instant first_due{}; ///< when the first and the last of them leave
    base::Instant last_due{};
};

/// How many residents may be invited, up to `most`.
[[nodiscard]] unsigned count_invitable(store::Database& db, bool old_passwords_hold, unsigned most);

/// Queues invitations, each with the time at which it leaves: behind those that wait already, at the rate asked for. The
/// background process does the rest. Several runs at once, and runs after a killed one, invite nobody twice: what a run has
/// committed stays, the rest is for the next one.
[[nodiscard]] InviteResult invite_residents(store::Database& db, const InviteOptions& options, base::Instant now);

/// When a wave that begins now would be over.
[[nodiscard]] std::chrono::seconds time_needed(unsigned mails, unsigned per_minute);

/// Takes back what of a wave no mailer has touched yet; returns how many.
[[nodiscard]] unsigned
cancel_wave(store::Database& db, const std::string& wave, const std::string& actor, base::Instant now);

} // namespace flow
