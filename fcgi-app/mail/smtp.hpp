#pragma once

#include "base/settings.hpp"
#include "mail/message.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace mail {

enum class Outcome {
    handed_over, ///< the server has taken responsibility (250 after DATA)
    in_doubt,    ///< the server got the mail and never said whether it takes it: it may have left, and may leave later
    try_later, ///< away, timed out, 4xx, or a fault that concerns every mail: of the connection, TLS, our sign-in or sender
    refused,    ///< 5xx to this mail, from its recipient on: trying again would not help
    interrupted ///< stop_when() said so, before the server got the mail
};

struct Delivery {
    Outcome outcome;
    std::string reply; ///< what the server refused with, or what went wrong, or its last line; for the outbox and staff
    bool unverified = false; ///< no encrypted connection to a server that proves its name came about (R-158)
};

/// A scanner that looks at mails before it takes them needs its time. RFC 5321 4.5.3.2.6 grants it ten minutes; but mails leave
/// one after the other, so that each of those would be ten minutes for all others.
constexpr std::chrono::seconds patience_for_answer{120};
/// Hands mails to the installation's mail server (RFC 5321) by libcurl: STARTTLS with a verified certificate unless
/// switched off, AUTH when a user is configured. Keeps its connection from mail to mail. Made after the fork.
class Smtp {
public:
    explicit Smtp(const base::MailSettings& settings);
    ~Smtp();
    Smtp(const Smtp&) = delete;
    Smtp& operator=(const Smtp&) = delete;

    /// From now on a talk is ended soon after this is true.
    void stop_when(std::function<bool()> is_stopping);

    /// Blocks for mail.timeout_s, and for two minutes more while the server has the mail and does not answer. Throws only for a message that cannot be written (header_lines()).
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
