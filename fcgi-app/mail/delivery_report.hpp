#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Delivery reports: what mail servers send back about a mail (RFC 3462, 3464, 6533). Strangers write them, so reading one
/// ends for any bytes, and nothing in it counts for more than a hint until a mark of ours is found in it (auth/bounce_mark).
namespace mail {

enum class ReportAction {
    failed,
    delayed,  ///< the server goes on trying
    delivered ///< delivered, relayed or expanded: no bad news
};

/// What a report says of one recipient.
struct RecipientReport {
    ReportAction action;
    std::string status;     ///< enhanced status code (RFC 3463): "5.1.1"; the most telling one that is there; "": none
    std::string diagnostic; ///< the receiving server's reply, as one line; or the status when it said nothing
};

struct DeliveryReport {
    /// Header fields that may hold the mark of the mail in question: where the report was sent to, and the returned mail's
    /// own Message-ID and Return-Path.
    std::vector<std::string> clues;
    std::vector<RecipientReport> recipients; ///< at least one
};

/// So much of a message is looked at; what a server returns of a mail of ours is far shorter.
constexpr std::size_t longest_report = 1U << 20U;

/// Reads a message as it lies in a Maildir or comes by a pipe. Nullopt for whatever is no delivery report: a person's
/// answer, an out-of-office note, a bounce in prose alone.
[[nodiscard]] std::optional<DeliveryReport> parse_delivery_report(std::string_view message);

/// Whose fault an enhanced status code tells of.
enum class Fault {
    none,    ///< no code of a failure
    passing, ///< 4.x.x, a full mailbox, and what went wrong on the way: systems, routing, protocol
    mail,    ///< what the mail or its sender is: policy, content, size, a sender's address that is refused
    address  ///< all other 5.x.x
};
[[nodiscard]] Fault fault_of(std::string_view status);

/// The enhanced status code in a server's reply ("550 5.1.1 no such user"), or else "5.0.0" or "4.0.0" by its first digit;
/// "" for anything else.
[[nodiscard]] std::string status_in_reply(std::string_view reply);

/// True when the reply of our own mail server says of the recipient's address that it takes no mail: 5.1.x or 5.2.x, but for
/// a full mailbox. Any
/// other refusal there, and one without such a code, may be about us ("relay access denied"), and would be for everybody.
[[nodiscard]] bool refuses_address(std::string_view reply);

} // namespace mail
