#pragma once

#include "auth/email_address.hpp"
#include "base/account_id.hpp"
#include "base/language.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace store {

/// Stored; never renumber.
enum class AccountState : std::uint8_t {
    active = 1,
    locked = 2, ///< nobody signs in; StateReason says why
    closed = 3, ///< to be erased at erase_at
};

/// Why an account is in its state. Stored; never renumber.
enum class StateReason : std::uint8_t {
    none = 0,
    staff = 1,
    disputed_address = 2, ///< a change of address was undone without the password
    deceased = 3,
};

struct Account {
    base::AccountId id;
    std::string public_id; ///< 26 characters, random
    std::string email;     ///< as typed
    std::string email_key; ///< canonical
    std::string given_name;
    std::string family_name; ///< of a company: its name
    std::optional<base::Language> language;
    std::optional<std::string> password_hash; ///< PHC
    std::uint32_t password_generation;        ///< rises with each change of password or address
    AccountState state;
    bool mail_stopped; ///< whoever reads this address said that it is not theirs: no mail leaves (DESIGN)
    StateReason state_reason = StateReason::none;
    std::optional<base::Instant> erase_at{}; ///< of a closed account
    bool was_used = false; ///< somebody has set a password or signed in, whatever became of the password
};

/// By canonical address. A closed or locked account is found too: callers look at the state.
[[nodiscard]] std::optional<Account> find_account_by_email(Database& db, const std::string& email_key);
[[nodiscard]] std::optional<Account> find_account(Database& db, base::AccountId id);

/// The account a visitor means: an address wins over an old name (DESIGN, "What the login page tells"). An old name with
/// more than one owner, or whose owner has no account, leads to nobody.
struct Identified {
    Account account;
    bool by_old_name;
};
/// email     the address, when what was typed is one.
/// name_key  auth::user_name_key() of what was typed.
[[nodiscard]] std::optional<Identified>
identify(Database& db, const std::optional<auth::EmailAddress>& email, const std::string& name_key);

struct NewAccount {
    auth::EmailAddress email;
    std::string given_name;
    std::string family_name;
    std::optional<base::Language> language;
    std::optional<std::string> password_hash;
};

/// Creates an account. Nullopt when the address has one already: the unique key decides. Nullopt too while the
/// address is reserved for the account that has changed to another one.
[[nodiscard]] std::optional<base::AccountId>
create_account(Transaction& tx, const NewAccount& account, base::Instant now);

/// Sets the password hash and raises the password generation, which ends open links and queued mails that were made
/// under the old one. False when the account's generation is no longer `expected_generation` or it is locked.
[[nodiscard]] bool set_password(
    Transaction& tx, base::AccountId id, std::uint32_t expected_generation, const std::string& password_hash,
    base::Instant now);

void set_names(
    Transaction& tx, base::AccountId id, const std::string& given_name, const std::string& family_name,
    base::Instant now);
void set_language(Transaction& tx, base::AccountId id, base::Language language, base::Instant now);

/// The owner closes the account: nobody is signed in any more, and it is erased from `erase_at` on. False when it is not
/// active.
[[nodiscard]] bool close_account(Transaction& tx, base::AccountId id, base::Instant erase_at, base::Instant now);

/// The owner of a closed account has come back. False, and no effect, for any other.
[[nodiscard]] bool reopen_account(Transaction& tx, base::AccountId id, base::Instant now);

/// This transaction comes wholly before or wholly after every other one that takes a turn of the same account or changes it: on
/// one node since they wait for its row, and on two nodes of a cluster, where locks are not seen, since both write the row, so
/// that Galera undoes the later one. For decisions about an account that others must not pass. False when there is none.
bool take_turn(Transaction& tx, base::AccountId id);

/// The same. False when it is not active.
[[nodiscard]] bool take_turn_while_active(Transaction& tx, base::AccountId id);

/// The same. False when its state is not the one that was read any more.
[[nodiscard]] bool take_turn_in_state_of(Transaction& tx, const Account& account);

/// Locked because the reader of a former address said that the change of address was not theirs: whose it is, only staff can
/// settle.
[[nodiscard]] bool is_disputed(const Account& account);

/// Locks an account for staff to look at: no session of it is good while it lasts, and no mail leaves but what tells of this.
/// So that none is good afterwards either, call end_sessions(), too. False when it is closed: its owner's deletion stands.
[[nodiscard]] bool lock_account(Transaction& tx, base::AccountId id, StateReason reason, base::Instant now);

/// Locks an account whose address is disputed, for staff to look at. One that is locked already keeps its reason: a lock by
/// staff, or of somebody who has died, is nobody else's to open or to rename. The trail and the mail call this account_frozen.
void dispute_account(Transaction& tx, base::AccountId id, base::Instant now);

/// The account is active again. False when it was not locked.
[[nodiscard]] bool unlock_account(Transaction& tx, base::AccountId id, base::Instant now);

/// Stops every mail to the account's address: whoever reads it followed "this is not for me". Staff start them again.
void stop_mails(Transaction& tx, base::AccountId id, base::Instant now);

/// Mails leave to it again. False when they were not stopped.
[[nodiscard]] bool start_mails(Transaction& tx, base::AccountId id, base::Instant now);

/// Replaces a hash by a stronger one of the same password; the generation stays. No effect when the stored hash is
/// no longer `old_hash`; false then.
[[nodiscard]] bool
replace_hash(Database& db, base::AccountId id, const std::string& old_hash, const std::string& new_hash);

} // namespace store
