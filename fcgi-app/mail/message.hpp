#pragma once

#include "base/time.hpp"

#include <string>
#include <vector>

namespace mail {

/// One mail to one person.
struct Message {
    std::string from_name;    ///< name of the service; may hold letters beyond ASCII
    std::string from_address; ///< ASCII
    std::string bounces_to;   ///< ASCII: envelope sender, which delivery reports go to
    std::string to;           ///< ASCII address: domain as A-labels (R-185)
    std::string subject;
    std::string text; ///< text/plain, lines separated by "\n"
    std::string html;
    std::string language; ///< for Content-Language: "fi", or several as "fi, sv"
    std::string id;       ///< unique part of the Message-ID: letters, digits and "-"
    base::Instant date;
};

/// The header lines of a message (RFC 5322, 3834), without the MIME ones, which the mail library writes.
/// Throws std::invalid_argument for a CR, LF or NUL in any value, for a language or id that is not visible ASCII, and for an
/// address that is more than one or none.
[[nodiscard]] std::vector<std::string> header_lines(const Message& message);

/// A header text as RFC 2047 encoded-words when it is not plain ASCII, reads like one itself or is too long for a line: each at most 75 characters, none splitting a
/// UTF-8 character, folded onto lines of their own.
[[nodiscard]] std::string encoded_words(const std::string& utf8);

/// "Mon, 23 Nov 2026 08:00:01 +0000" (RFC 5322, 3.3).
[[nodiscard]] std::string rfc5322_date(base::Instant instant);

/// "\n" turned into "\r\n": what MIME calls a line break.
[[nodiscard]] std::string with_crlf(const std::string& text);

} // namespace mail
