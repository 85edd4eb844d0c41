#pragma once

#include "base/account_id.hpp"
#include "base/language.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// An old user is a row of legacy_user: somebody whom the old portal knew. Pages say "old user name", SQL says legacy_user.
namespace store {

/// legacy_user.note, in SQL: no old user, but an id that the portal gave to somebody who registered here.
#define NOTE_OF_NEWCOMER "'given to a newcomer'"

/// legacy_user.note where the account of the address was closed here.
inline constexpr const char* note_of_closed_account = "the resident has closed the account of this address";

/// legacy_user.note of who was in the portal when an import ran, and no more at a later one, and has no account.
inline constexpr const char* note_of_gone = "no longer in the portal";

/// What became of an old user of the portal. Stored; never renumber.
enum class LegacyStatus : std::uint8_t {
    linked = 1,         ///< leads to an account
    shared_address = 2, ///< waits for a human: several people have one address, or as the note says
    no_address = 3,
    invalid_address = 4,
    closed = 5, ///< in the portal, unless the note says that the user is gone from it or the account was closed here
    long_unseen = 6,
    too_long = 7, ///< a name or address does not fit
    erased = 8,   ///< a tombstone: the owner erased the account, and no import raises it again
};

/// What is on record of an old user: the portal's facts, tidied, and what became of them.
struct LegacyUser {
    std::string portal_id;
    std::string old_name;
    std::string old_name_key;
    std::optional<std::string> email;
    std::optional<std::string> email_key;
    std::string given_name;
    std::string family_name;
    std::optional<base::Language> language;
    LegacyStatus status;
    std::optional<base::AccountId> account; ///< set when the status is `linked`
    std::string note;                       ///< for staff: why

    bool operator==(const LegacyUser&) const = default;
};

[[nodiscard]] std::optional<LegacyUser> find_legacy_user(Database& db, const std::string& portal_id);

/// True when this address waits for a human because several old users of different names share it.
[[nodiscard]] bool is_shared_address(Database& db, const std::string& email_key);

/// The same for the address behind an old user name. Returns that address as it is on file, when it is.
[[nodiscard]] std::optional<std::string> shared_address_of_old_name(Database& db, const std::string& name_key);

/// The portal's user ids of an account, the primary one (the lowest that is linked first) in front.
[[nodiscard]] std::vector<std::string> list_portal_ids(Database& db, base::AccountId account);

} // namespace store
