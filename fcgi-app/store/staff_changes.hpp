#pragma once

#include "auth/email_address.hpp"
#include "base/account_id.hpp"
#include "base/language.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What staff have asked for and what waits, so that whoever reads the present address can stop it (DESIGN, Command line).
namespace store {

/// Stored; never renumber.
enum class StaffChangeKind : std::uint8_t {
    new_address = 1,
    merge = 2, ///< into another account of the same person
};

/// How a member of staff knew whom they spoke with. Stored; never renumber.
enum class IdentityCheck : std::uint8_t {
    document = 1, ///< an identity document was seen
    strong = 2,   ///< strong identification
    known_in_person = 3,
};

struct NewStaffChange {
    StaffChangeKind kind;
    base::AccountId account;
    std::string old_email;               ///< of the account, now
    auth::EmailAddress user_name;        ///< afterwards; of a merge that of the account that stays
    std::optional<base::AccountId> into; ///< of a merge: the account that stays
    std::string actor;
    std::optional<base::AccountId> actor_account; ///< when it was asked for on the page
    std::string unit;
    IdentityCheck identity_check;
    std::string reason;
    base::Language language; ///< of the mails about it, when the account has none
    base::Instant due_at;
};

struct StaffChange {
    std::uint64_t id;
    NewStaffChange what;
    base::Instant asked_at;
    std::string confirmed_by; ///< a second member of staff; "": nobody yet
};

/// Neither was it due at once, nor has a second member confirmed it.
[[nodiscard]] inline bool waits_for_reader(const StaffChange& change)
{
    return change.what.due_at > change.asked_at && change.confirmed_by.empty();
}

struct AddedStaffChange {
    std::uint64_t id;
    bool replaces_another; ///< an earlier one of the same account waited, and is stopped
};

/// Notes a change that is to come.
AddedStaffChange add_staff_change(Transaction& tx, const NewStaffChange& change, base::Instant now);

/// One that is neither done nor stopped.
[[nodiscard]] std::optional<StaffChange> find_open_staff_change(Database& db, std::uint64_t id);

/// The same, the newest of an account, that of a merge found from both accounts.
[[nodiscard]] std::optional<StaffChange> find_open_staff_change_of(Database& db, base::AccountId account);

/// Those whose time has come, the oldest in front. One that waits for its reader does not come up while the mail about it is queued;
/// one that was due at once, or that a second member has confirmed, waits for no mail.
[[nodiscard]] std::vector<StaffChange> list_due_staff_changes(Database& db, unsigned most, base::Instant now);

/// Those that wait for a reader whom nobody can tell: the mail about it was refused, or could not be handed over in time, and that was
/// not because the address takes no mail at all (store/bounces.hpp). One whose mail was not to be
/// sent is not among them: it may be confirmed until its time has come (flow/staff_changes_due.cpp).
[[nodiscard]] std::vector<StaffChange> list_unheard_staff_changes(Database& db, unsigned most);

/// One that waits for its reader is due at `due_at`, unless it is due later than that already.
void put_off_staff_change(Transaction& tx, std::uint64_t id, base::Instant due_at);

/// A second member of staff makes it due at once. False when it is not open any more.
[[nodiscard]] bool confirm_staff_change(Transaction& tx, std::uint64_t id, const std::string& actor, base::Instant now);

/// Stops all that wait for this account, also what would merge another one into it. How many there were.
int stop_staff_changes_of(Transaction& tx, base::AccountId account, base::Instant now);

/// False when it was done or stopped already.
[[nodiscard]] bool stop_staff_change(Transaction& tx, std::uint64_t id, base::Instant now);
[[nodiscard]] bool finish_staff_change(Transaction& tx, std::uint64_t id, base::Instant now);

/// Finishes the change `id`: every old user, request and event of the trail of `account` is `into`'s from now on, and `account` is closed and
/// erased at once. False when either account is not active or the change is over: then roll back.
[[nodiscard]] bool
merge_accounts(Transaction& tx, std::uint64_t id, base::AccountId account, base::AccountId into, base::Instant now);

} // namespace store
