#pragma once

#include "auth/secret.hpp"
#include "base/account_id.hpp"
#include "base/language.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace store {

/// What a mailed link allows. Stored; never renumber.
enum class LinkPurpose : std::uint8_t {
    set_password = 1, ///< first password or recovery
    registration = 2,
    change_email = 3,      ///< the address it was sent to becomes the account's
    undo_email_change = 4, ///< good whatever the account's password and state have become since
    add_old_user = 5,      ///< an old user of the portal becomes the account's, too
    stop_staff_change = 6, ///< good whatever the account's password and state have become since
};

/// What is on record of a mailed link. Of its token (base::LinkToken) the digest alone is stored.
struct MailedLink {
    LinkPurpose purpose;
    std::optional<base::AccountId> account; ///< absent for a registration
    std::string email;                      ///< address the link was sent to, as typed
    std::string email_key;
    std::uint32_t password_generation; ///< of the account, when the link was made; 0 for a registration
    base::Instant expires_at;
    std::string return_url;                      ///< where the person began; "" for nowhere
    base::Language language;                     ///< of the mail
    std::optional<std::uint64_t> email_change{}; ///< of undo_email_change: which one
    std::optional<std::string> portal_user_id{}; ///< of add_old_user: which one
    std::optional<std::uint64_t> staff_change{}; ///< of stop_staff_change: which one
};

/// Stores the digest of a new token. Of the unused, unexpired ones of the same purpose, address, account and old user,
/// all but the newest `live_at_once` - 1 are ended first.
void add_link_token(
    Transaction& tx, const auth::Digest& token, const MailedLink& link, unsigned live_at_once, base::Instant now);

/// Ends a link whose mail has not left, so that it takes no room from one that has.
void end_link(Database& db, const auth::Digest& token, base::Instant now);

/// Looks without using: for showing the page behind the link. Nullopt when the token is unknown, used, expired, of
/// another purpose, or its account has another password generation or is locked; the visitor must not learn which. An
/// account that its owner has closed may still be recovered. A link that undoes or stops a change outlives all this.
[[nodiscard]] std::optional<MailedLink>
find_link_token(Database& db, const auth::Digest& token, LinkPurpose purpose, base::Instant now);

/// Whose account a link is or was of, in whatever state; nullopt for a link of no account, and for none.
[[nodiscard]] std::optional<base::AccountId> find_link_owner(Database& db, const auth::Digest& token);

/// Uses up a token and returns what it was made for; nullopt as for find_link_token(). Two simultaneous calls:
/// exactly one gets it. Call it inside the transaction that makes the change the token allows: if that is rolled
/// back, for whatever reason, the token is unused again.
/// Source: OWASP Forgot Password Cheat Sheet; ASVS 5.0 6.4.1.
[[nodiscard]] std::optional<MailedLink>
consume_link_token(Transaction& tx, const auth::Digest& token, LinkPurpose purpose, base::Instant now);

/// Ends every open link of an account, and every open registration link of its address, and deletes its queued
/// link mails (DESIGN, Data). Links that undo or stop a change stay: whoever took an account over would end them.
void end_links(Transaction& tx, base::AccountId account, const std::string& email_key, base::Instant now);

} // namespace store
