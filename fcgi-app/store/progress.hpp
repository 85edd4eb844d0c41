#pragma once

#include "store/database.hpp"

#include <vector>

/// How far the residents have moved over, counted for whoever reports on it. Each function looks at all accounts: give the
/// connection time.
namespace store {

/// A step of moving over. Of residents who were in the portal: those who registered anew are not counted.
enum class MovingStep {
    imported,        ///< an old user of the portal first led to the account
    invited,         ///< the invitation left
    password_set,    ///< the first password
    signed_in,       ///< the first time
    address_bounced, ///< the address is marked
    waits_for_human, ///< an old user whose address is shared, or whose data do not fit, was recorded as such
    closed           ///< an old user was recorded as closed in the portal, or an owner closed the account
};

/// So many residents took a step within the hour that begins there (UTC): time zones are for whoever shows it.
struct HourOfMoving {
    base::Instant hour;
    unsigned count;
};
[[nodiscard]] std::vector<HourOfMoving> count_by_hour(Database& db, MovingStep step);

/// Who is where, in all.
struct MovingStand {
    unsigned invitations_waiting; ///< queued, not sent
    unsigned mails_stopped;       ///< accounts without a password whose reader said "not for me"
    unsigned locked;              ///< accounts
    unsigned closed_by_owner;     ///< accounts
    unsigned wait_for_human;      ///< old users who share an address, or whose data do not fit
    unsigned without_address;     ///< old users without an address that could be written to
    unsigned closed_in_portal;    ///< old users
    unsigned gone_from_portal;    ///< old users
    unsigned account_closed;      ///< old users whose address had an account that was closed here
    unsigned long_unseen;         ///< old users
    unsigned erased;              ///< old users
};
[[nodiscard]] MovingStand stand_of_moving(Database& db);

} // namespace store
