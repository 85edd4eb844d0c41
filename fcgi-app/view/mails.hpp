#pragma once

#include "base/settings.hpp"
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
    email_confirm,     ///< to the new address: with the link that makes it the user name
    email_taken,       ///< to the new address: it has an account already, so nothing changes
    email_changed_old, ///< to the address that was replaced: with the link to undo it
    email_changed_new, ///< to the address that holds now
    email_restored,    ///< to the address that holds again, after an undo
    account_frozen,    ///< to both addresses of a dispute
    new_device,
    account_closed, ///< will be erased
    account_reopened,
    sign_in_slowed,       ///< after many wrong passwords, with a recovery link
    add_old_user,         ///< to the address on file of an old user name: with the link that adds it to an account
    staff_acted,          ///< staff have changed something
    staff_change_address, ///< staff have asked for another address: with the link that stops it
    staff_change_merge,   ///< staff have asked to merge it into another account: with the link that stops it
    dormant,              ///< nobody has signed in for years: the account is closed unless somebody does
    invitation, ///< from the city to a resident who has not moved over: with a link that carries no credential
};

/// The stable name of a kind, as stored in the outbox.
[[nodiscard]] std::string_view name(MailKind kind);

/// What a mail says. Fields that its kind does not use stay empty.
struct MailFacts {
    std::string email;    ///< the recipient's user name; add_old_user: that of the account that asked
    std::string old_name; ///< the old user name that was typed, when one was; add_old_user: the one to be added
    std::string link;     ///< the whole URL with its token
    std::string not_me_link;
    base::Instant asked_at;         ///< when it was asked for; of a notice: when it happened
    base::Instant expires_at;       ///< of the link; dormant: when the account is closed
    std::string new_email{};        ///< email_confirm, email_changed_*, staff_change_*
    std::string browser{};          ///< new_device: "Firefox"; "" when it is not known
    std::string system{};           ///< new_device: "Windows"; "" when it is not known
    int failures = 0;               ///< sign_in_slowed
    bool has_closed = false;        ///< sign_in_slowed: so many that the password is closed
    bool while_signed_in = false;   ///< sign_in_slowed: by somebody who was signed in
    std::string act{};              ///< staff_acted: store::NewMail::detail
    std::string unit{};             ///< of the kinds about staff: who did it
    std::string reason{};           ///< of the same: the reason that staff gave
    base::Instant erase_at{};       ///< account_closed: the day from which on it is erased
    bool was_dormant = false;       ///< account_closed: nobody asked for it, since nobody used it
    std::string sign_in_link{};     ///< invitation, dormant: the login page with the name filled in, in no language yet
    bool with_old_password = false; ///< invitation: the password of the portal lets its reader in
    bool is_reserved = false;       ///< unknown: a former address, and the change from it can still be undone
    /// The other official language, in which the whole mail is said again below: when nobody knows the reader's.
    std::optional<base::Language> also_in{};
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
    Mails(const std::string& directory, const Texts& texts, const std::string& base_url, base::MailColors colors = {});
    ~Mails();
    Mails(const Mails&) = delete;
    Mails& operator=(const Mails&) = delete;

    [[nodiscard]] MailText render(MailKind kind, base::Language language, const MailFacts& facts) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace view
