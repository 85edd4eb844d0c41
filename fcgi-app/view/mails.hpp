#pragma once

#include "base/time.hpp"
#include "view/texts.hpp"

#include <memory>
#include <optional>
#include <string>

namespace view {

enum class MailKind {
    first_password, ///< the guide's mail, with the "not for me" link
    recovery,       ///< the guide's mail
    registration,
    already, ///< registration was asked for, but there is an account: with a recovery link
    unknown, ///< a link was asked for, but there is no account
    shared,  ///< the address belongs to several people
    password_changed,
};

/// The stable name of a kind, as stored in the outbox.
[[nodiscard]] std::string_view name(MailKind kind);

/// What a mail says. Fields that its kind does not use stay empty.
struct MailFacts {
    std::string email;    ///< the recipient's user name
    std::string old_name; ///< the old user name that was typed, when one was
    std::string link;     ///< the whole URL with its token
    std::string not_me_link;
    base::Instant asked_at; ///< when it was asked for; of password_changed: when it happened
    base::Instant expires_at;
};

struct MailText {
    std::string subject;
    std::string text; ///< text/plain, lines separated by "\n"; a link stands alone on its line, in < >
    std::string html;
};

/// Renders mails in an account's language, with a line in the other languages at the end. Text and HTML say the same.
class Mails {
public:
    /// directory  holds mail/mail.tpl, the one HTML template. base_url is where links into the service begin, without a
    ///            slash at the end. Throws std::runtime_error when the template is missing or wrong.
    Mails(const std::string& directory, const Texts& texts, const std::string& base_url);
    ~Mails();
    Mails(const Mails&) = delete;
    Mails& operator=(const Mails&) = delete;

    [[nodiscard]] MailText render(MailKind kind, base::Language language, const MailFacts& facts) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace view
