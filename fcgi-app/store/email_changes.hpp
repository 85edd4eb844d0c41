#pragma once

#include "store/accounts.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// Changes of an account's address, and undoing them: whoever takes an account over begins by changing its address, so
/// the old one stays reserved for a while and can take it back (DESIGN, "Data").
namespace store {

struct EmailChange {
    std::uint64_t id; ///< the lower, the older
    base::AccountId account;
    std::string old_email; ///< as typed
    std::string old_email_key;
    std::optional<std::string> old_password_hash; ///< that held before the change
    std::string new_email;                        ///< as typed
    base::Instant changed_at;
    base::Instant undo_until;
};

/// Gives the account another address and reserves the old one for it until `undo_until`. Raises the password
/// generation, which ends open links and queued mails. Returns the id of the change; nullopt, and nothing changed, when
/// the address is another account's or reserved for one, or the account is not as `account` says any more.
[[nodiscard]] std::optional<std::uint64_t> change_email(
    Transaction& tx, const Account& account, const auth::EmailAddress& address, base::Instant undo_until,
    base::Instant now);

/// A change that can still be undone; nullopt when it was undone, an older one was, or the time is over.
[[nodiscard]] std::optional<EmailChange> find_email_change(Database& db, std::uint64_t id, base::Instant now);

/// Gives the account its old address back, without a password and open again if it was closed or frozen since; ends all
/// later changes with their links. False, and nothing changed, when the change cannot be undone any more or staff have
/// locked the account.
[[nodiscard]] bool undo_email_change(Transaction& tx, const EmailChange& change, base::Instant now);

/// Ends this change and all later ones with their links, without undoing them: what an undo without the password does
/// beside freezing the account. Older ones can still be undone. The old addresses stay reserved until their time is over, and
/// after it for as long as the account is locked. False when this one cannot be undone any more.
[[nodiscard]] bool end_email_changes(Transaction& tx, const EmailChange& change, base::Instant now);

/// True while the address is reserved for an account other than `account`: until the change to another one cannot be undone
/// any more, or while it is locked because of that change. Locks what it finds, with the account whose address it was.
[[nodiscard]] bool
is_reserved_address(Transaction& tx, const std::string& email_key, base::AccountId account, base::Instant now);

/// The same for a mailer that only asks; the account may be absent.
[[nodiscard]] bool is_reserved_address(
    Database& db, const std::string& email_key, const std::optional<base::AccountId>& account, base::Instant now);

} // namespace store
