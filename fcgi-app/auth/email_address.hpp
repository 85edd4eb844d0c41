#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace auth {

/// An e-mail address that a mail server could accept.
struct EmailAddress {
    std::string typed; ///< as typed, trimmed and NFC: for display and for the message's To
    std::string key;   ///< canonical: lower case, NFC, domain as A-labels. Equal keys are the same mailbox (R-042).
};

/// Reads one address (RFC 5321 mailbox, dot-atom local part only; at most 254 octets, local part at most 64).
/// Nullopt for everything else: no "@" or two, quoted local parts, comments, address literals, a domain without a
/// dot, labels that are empty, too long or not valid under IDNA 2008, control characters, and non-ASCII local
/// parts, which would need SMTPUTF8 (R-185). Letters with accents in the domain are fine.
[[nodiscard]] std::optional<EmailAddress> parse_email_address(std::string_view text);

/// The form in which old user names are stored and compared: trimmed, NFC, lower case. An empty result names nobody.
[[nodiscard]] std::string user_name_key(std::string_view text);

/// A domain that was probably meant when `address` ends in a near miss of a well-known one ("gmial.com"), as the
/// whole corrected address; nullopt when there is nothing to suggest.
[[nodiscard]] std::optional<std::string> did_you_mean(const EmailAddress& address);

} // namespace auth
