#pragma once

#include "base/settings.hpp"

#include <ostream>
#include <stdexcept>
#include <string>

namespace admin {

/// No account, or more than one, is meant by what the person typed.
class NoSuchAccount : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct LockCommand {
    std::string who;              ///< address or old user name
    std::string reason = "staff"; ///< "staff" or "deceased"
    std::string staff;            ///< who does it, or their unit: the resident sees it
    std::string note;             ///< why: the resident sees it
};

/// Locks an account: its sessions end, open links die, nobody signs in. Of somebody who has died, no mail leaves any more.
void lock_account(const base::Settings& settings, const LockCommand& command, std::ostream& out);

/// Lets the owner of a locked account in again.
void unlock_account(const base::Settings& settings, const LockCommand& command, std::ostream& out);

} // namespace admin
