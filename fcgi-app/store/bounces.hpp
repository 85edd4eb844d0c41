#pragma once

#include "base/account_id.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// What delivery reports tell of our mails, and addresses that take none.
namespace store {

/// Stored; never renumber. The higher, the worse.
enum class ReportKind : std::uint8_t {
    none = 0,
    delayed = 1,         ///< the mail server goes on trying
    failed_for_now = 2,  ///< it has given up over something that may pass
    refused_as_such = 3, ///< for what the mail or its sender is: the address itself is in order
    no_such_address = 4, ///< the address takes no mail: it is marked
};

/// What one delivery report says of one mail.
struct MailReport {
    ReportKind kind;
    std::string status; ///< enhanced status code (RFC 3463), such as "5.1.1"; may be ""
    std::string reply;  ///< what the receiving server said
};

enum class Noted {
    nothing_such, ///< we have no such mail, or not any more
    known,        ///< the same or worse was reported before
    noted,
    marked, ///< and the address is marked from now on
};

/// Keeps what the report says with its mail. A mail's failure counts once, so that a report that comes again marks nothing
/// that was cleared meanwhile. Reports cause no mail.
[[nodiscard]] Noted note_report(Transaction& tx, std::uint64_t mail, const MailReport& report, base::Instant now);

/// Marks the account of this address, with an entry in its trail. False when no account has it, or it is marked already.
bool mark_bounced(Transaction& tx, const std::string& email_key, const MailReport& report, base::Instant now);

/// The address works again: whoever reads it has used a mailed link.
void forget_bounce(Transaction& tx, base::AccountId account, const std::string& email_key);

/// The same on the word of staff. An invitation that did not arrive is forgotten too, so that the next wave invites again.
/// False when the address was not marked.
[[nodiscard]] bool clear_bounce(Transaction& tx, base::AccountId account, const std::string& email_key);

struct Bounce {
    base::Instant at;
    std::string status;
    std::string reply;
};

/// The mark of an account's present address.
[[nodiscard]] std::optional<Bounce> find_bounce(Database& db, base::AccountId account);

} // namespace store
