#pragma once

#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace store {

/// legacy_user.note, in SQL: no old user, but an id that the portal gave to somebody who registered here.
#define NOTE_OF_NEWCOMER "'given to a newcomer'"

/// What became of an old user of the portal. Stored; never renumber.
enum class LegacyStatus : std::uint8_t {
    linked = 1,         ///< leads to an account
    shared_address = 2, ///< several people, one address: waits for a human
    no_address = 3,
    invalid_address = 4,
    closed = 5, ///< in the portal
    long_unseen = 6,
    too_long = 7, ///< a name or address does not fit
    erased = 8,   ///< a tombstone: the owner erased the account, and no import raises it again
};

/// True when this address waits for a human because several old users of different names share it.
[[nodiscard]] bool is_shared_address(Database& db, const std::string& email_key);

/// The same for the address behind an old user name. Returns that address as it is on file, when it is.
[[nodiscard]] std::optional<std::string> shared_address_of_old_name(Database& db, const std::string& name_key);

/// The portal's user ids whose owners have erased their accounts.
[[nodiscard]] std::vector<std::string> list_erased_portal_ids(Database& db);

/// The portal's user ids of an account, the primary one (the lowest that is linked first) in front.
[[nodiscard]] std::vector<std::string> list_portal_ids(Database& db, base::AccountId account);

} // namespace store
