#pragma once

#include "base/account_id.hpp"
#include "base/language.hpp"
#include "store/database.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace store {

/// Why a mail was asked for. What leaves, if anything, is decided by the background process (flow/mail_decision).
/// Stored; never renumber.
enum class MailReason : std::uint8_t {
    login_first_step = 1,  ///< somebody entered a user name on the login page
    forgot = 2,            ///< somebody asked for a link to change the password
    registration = 3,      ///< somebody asked for a new user name
    password_changed = 4,  ///< notice to the account
    email_change = 5,      ///< a resident wants `typed` as the new address
    email_changed_old = 6, ///< notice to the address that was replaced, with the link to undo it
    email_changed_new = 7, ///< notice to the address that holds from now on
    email_restored = 8,    ///< notice to the address that holds again
    account_frozen = 9,    ///< notice to `typed`: a change of address is in dispute
    new_device = 10,       ///< notice: a browser signed in that was never seen before; its name is in `detail`
    account_closed = 11,
    sign_in_slowed = 12, ///< too many wrong passwords for `typed`; how many, and whether inside, is in `detail`
    add_old_user = 13,   ///< a resident says that the old user name `typed` is theirs, too
    account_reopened = 14,
    invitation = 15,   ///< the city asks an imported resident to set a password
    staff_acted = 16,  ///< notice: a member of staff has changed something; what, is in `detail`
    staff_change = 17, ///< notice to the present address: staff have asked for a change; with the link to stop it
    dormancy = 18,     ///< notice: nobody has signed in for years, and the account is closed unless somebody does
};

/// Stored; never renumber.
enum class MailState : std::uint8_t {
    queued = 1,
    sent = 2,
    dead = 3,     ///< refused for good by the server, or the deadline passed
    not_sent = 4, ///< the decision was that no mail leaves
};

struct NewMail {
    MailReason reason;
    /// What the person typed, trimmed. Of a notice: the address that it goes to, or "" for the account's own.
    std::string typed;
    std::optional<base::AccountId> account; ///< whom it means, when anybody
    std::uint32_t password_generation = 0;  ///< of that account; the mail is not sent once it has risen
    base::Language language;                ///< of the page
    std::string return_url{};
    std::optional<std::uint64_t> email_change{}; ///< of email_changed_old: the change to undo
    /// What more the mail tells, by reason; "" for all that are not here. Read in flow/write_mail.cpp, unless said.
    ///
    /// reason          form                                          written by
    /// sign_in_slowed  "12", how many wrong passwords, and behind    flow/wrong_password.cpp; read in
    ///                 it " while signed in" where that was so       flow/mail_decision.cpp, too
    /// new_device      the browser's User-Agent                      flow/session_cookie.cpp
    /// staff_acted     what was done (mail.staff.act.* in the        flow/staff_acts.cpp
    ///                 texts): "lock", "unlock_retired", "merge"     flow/staff_changes_due.cpp
    /// account_closed  closed_as_dormant (flow/closing.hpp), or ""   flow/closing.cpp
    ///                 where its owner asked for it, or staff
    /// invitation      "60", how many may leave in a minute          store/invitations.cpp
    /// dormancy        the same                                      flow/dormant_accounts.cpp
    std::string detail{};
    std::optional<std::uint64_t> staff_change{}; ///< of staff_change: the one to stop
    std::string unit{};                          ///< of staff_acted and staff_change: who did it
    std::string why{};                           ///< of the same: the reason that staff gave
    bool in_bulk = false;                        ///< nobody waits for it: it goes after all others
    std::optional<base::Instant> not_before{};   ///< the first time it may leave; absent: at once
};

struct QueuedMail {
    std::uint64_t id;
    MailReason reason;
    std::string typed;
    std::optional<base::AccountId> account;
    std::uint32_t password_generation;
    base::Language language;
    std::string return_url;
    base::Instant created_at;
    unsigned attempts; ///< this one included
    std::optional<std::uint64_t> email_change{};
    std::string detail{};
    std::optional<std::uint64_t> staff_change{};
    std::string unit{};
    std::string why{};
    bool in_bulk = false;
    std::optional<base::Instant> not_before{};
    bool stands_back = false; ///< see let_others_go_first()
};

/// Queues a mail in the transaction that causes it. No token is in the row (DESIGN, Data: "Tokens never rest").
void queue_mail(Transaction& tx, const NewMail& mail, base::Instant now);

/// The same as a statement of its own, for requests that change nothing else.
void queue_mail(Database& db, const NewMail& mail, base::Instant now);

/// How often a mail was asked for, for this reason, since `since`, for what this person typed. The same for known and
/// unknown. Each reason counts by itself: whoever signs in ten times a day may still forget the password.
[[nodiscard]] unsigned
count_mails_asked(Database& db, MailReason reason, const std::string& typed, base::Instant since);

/// The same for what an account asked for, whatever it typed.
[[nodiscard]] unsigned
count_mails_of_account(Database& db, MailReason reason, base::AccountId account, base::Instant since);

/// Which mails a mailer takes: those that nobody waits for, only when no other one is due.
enum class Turn { waited_for, any };

/// Up to `most` rows whose time has come, that somebody waits for and that do not stand back, the oldest in front, without taking
/// them: another mailer may take or end them at any time.
[[nodiscard]] std::vector<QueuedMail> list_due_mails(Database& db, unsigned most, base::Instant now);

/// From now on the mail stands back: it leaves when no other is due that somebody waits for. Nothing else changes.
void let_others_go_first(Transaction& tx, std::uint64_t id);

/// The same of a mail that was claimed: it is given back, as if nobody had begun with it.
void give_back_behind_others(Database& db, const QueuedMail& mail, base::Instant now);

/// True when claim_mails() might get one: asked without a transaction, since mostly there is none.
[[nodiscard]] bool is_mail_due(Database& db, base::Instant now, Turn turn);

/// Takes up to `most` rows whose time has come, for one mailer: until `now` + `hold` no other mailer gets them, and a
/// mailer that is killed loses nothing. Those that stand back only when no other is due, those in bulk after them. FOR UPDATE
/// SKIP LOCKED. After a COMMIT of unknown outcome it looks whether the rows are held until then: so mailers of
/// several hosts should hold theirs for different times.
[[nodiscard]] std::vector<QueuedMail>
claim_mails(Database& db, unsigned most, std::chrono::seconds hold, base::Instant now, Turn turn = Turn::any);

/// The next-try time of a claimed mail that could not be handed over, with the server's reply. Nothing happens when its hold
/// is over and another mailer has claimed it.
void retry_mail(Database& db, const QueuedMail& mail, base::Instant next_try_at, const std::string& reply);

/// Ends a row. reply  what our mail server (mail.smtp_host) said, or why no mail left. What the mail was to
/// be made of is forgotten with it: the typed text, return_url, detail, unit and why.
void finish_mail(
    Database& db, std::uint64_t id, MailState state, const std::string& kind, const std::string& recipient_key,
    const std::string& reply, base::Instant now);

/// How many mails of any kind that somebody waited for went to this address since `since`, and when the last of `kind` did.
struct MailHistory {
    unsigned sent;
    std::optional<base::Instant> last_of_kind;
    std::optional<base::Instant> last_of_generation; ///< the last of `kind` whose link no later password has ended
    std::optional<base::Instant>
        last_of_request; ///< the last of these that the same account asked for, with the same text
};

/// mail  the one that is to leave: its password generation, its account and what was typed
[[nodiscard]] MailHistory mail_history(
    Database& db, const std::string& recipient_key, const std::string& kind, const QueuedMail& mail,
    base::Instant since);

} // namespace store
