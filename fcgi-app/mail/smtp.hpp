#pragma once

#include "base/settings.hpp"
#include "mail/message.hpp"

#include <memory>
#include <string>

namespace mail {

enum class Outcome {
    handed_over, ///< the server has taken responsibility (250 after DATA)
    try_later,   ///< away, timed out, 4xx, or a fault of the connection, of TLS or of our own sign-in there
    refused      ///< 5xx to this mail: trying again would not help
};

struct Delivery {
    Outcome outcome;
    std::string reply; ///< what the server refused with, or what went wrong, or its last line; for the outbox and staff
    bool unverified = false; ///< no encrypted connection to a server that proves its name came about (R-158)
};

/// Hands mails to the installation's mail server (RFC 5321) by libcurl: STARTTLS with a verified certificate unless
/// switched off, AUTH when a user is configured. Keeps its connection from mail to mail. Made after the fork.
class Smtp {
public:
    explicit Smtp(const base::MailSettings& settings);
    ~Smtp();
    Smtp(const Smtp&) = delete;
    Smtp& operator=(const Smtp&) = delete;

    /// Blocks for at most mail.timeout_s. Throws only for a message that cannot be written (header_lines()).
    [[nodiscard]] Delivery send(const Message& message);

    /// The talk of a delivery as far as the recipient, and then RSET in place of a mail: nothing leaves. handed_over means
    /// that a mail from mail.from_address to `recipient` would have been taken. For `asiointi-admin doctor`.
    [[nodiscard]] Delivery rehearse(const std::string& recipient);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
    std::string sender_; ///< mail.from_address
};

} // namespace mail
