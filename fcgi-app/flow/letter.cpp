#include "flow/letter.hpp"

#include "store/legacy_users.hpp"

namespace flow {
namespace {

using store::MailReason;
using view::MailKind;
using Decision = std::variant<Letter, NoLetter>;

constexpr std::chrono::hours a_day{24};

/// The kind of mail for somebody who has an account and asked, or was asked for.
std::optional<MailKind> kind_for_account(const store::QueuedMail& mail, const store::Identified& found)
{
    const bool has_password = found.account.password_hash.has_value();
    switch (mail.reason) {
    case MailReason::login_first_step:
        if (!has_password) return MailKind::first_password;
        // Whoever signs in by address needs no mail; whoever typed an old name learns what the user name is now.
        return found.by_old_name ? std::optional{MailKind::recovery} : std::nullopt;
    case MailReason::forgot:
        return has_password ? MailKind::recovery : MailKind::first_password;
    case MailReason::registration:
        return MailKind::already;
    case MailReason::password_changed:
        return MailKind::password_changed;
    }
    return std::nullopt;
}

Decision to_account(const store::QueuedMail& mail, const store::Identified& found)
{
    const auto& account = found.account;
    if (account.state != store::AccountState::active) return NoLetter{"account is not active"};
    if (account.mail_stopped) return NoLetter{"mails to this address were stopped by its reader"};
    if (mail.account && *mail.account == account.id && mail.password_generation != account.password_generation)
        return NoLetter{"password or address changed since"};
    const auto kind = kind_for_account(mail, found);
    if (!kind) return NoLetter{"signs in with a password"};
    auto recipient = auth::parse_email_address(account.email);
    if (!recipient) return NoLetter{"address on file cannot be written to"};
    return Letter{
        *kind, *std::move(recipient), account.language.value_or(mail.language), account,
        found.by_old_name ? mail.typed : std::string{}};
}

/// An address that no account has, or an old user name that leads to none.
Decision to_stranger(store::Database& db, const store::QueuedMail& mail, const std::optional<auth::EmailAddress>& email)
{
    const auto shared = email ? (store::is_shared_address(db, email->key) ? std::optional{email->typed} : std::nullopt)
                              : store::shared_address_of_old_name(db, auth::user_name_key(mail.typed));
    if (shared) {
        auto recipient = auth::parse_email_address(*shared);
        if (!recipient) return NoLetter{"shared address cannot be written to"};
        return Letter{MailKind::shared, *std::move(recipient), mail.language, std::nullopt, ""};
    }
    if (!email) return NoLetter{"nobody has this name"};
    if (mail.reason == MailReason::forgot) return Letter{MailKind::unknown, *email, mail.language, std::nullopt, ""};
    if (mail.reason == MailReason::registration)
        return Letter{MailKind::registration, *email, mail.language, std::nullopt, ""};
    return NoLetter{"nobody has this address"};
}

/// Mails that tell of no link of one's own leave once a day; so does the explanation of an old name.
bool is_rare(const Letter& letter, const store::QueuedMail& mail)
{
    return letter.kind == MailKind::unknown || letter.kind == MailKind::shared ||
           (letter.kind == MailKind::recovery && mail.reason == MailReason::login_first_step);
}

/// The limits that protect an address from a flood of our mails. A notice always leaves.
std::optional<NoLetter> limit_reached(
    store::Database& db, const base::MailSettings& settings, const Letter& letter, const store::QueuedMail& mail,
    base::Instant now)
{
    if (letter.kind == MailKind::password_changed) return std::nullopt;
    const auto history =
        store::mail_history(db, letter.recipient.key, std::string{view::name(letter.kind)}, now - a_day);
    if (history.sent >= 3 * settings.per_address_and_day) return NoLetter{"daily limit of this address"};
    if (!history.last_of_kind) return std::nullopt;
    if (is_rare(letter, mail)) return NoLetter{"the same mail left within a day"};
    if (now - *history.last_of_kind < settings.pause_between) return NoLetter{"the same mail left just before"};
    return std::nullopt;
}

Decision decide(store::Database& db, const store::QueuedMail& mail)
{
    if (mail.reason == MailReason::password_changed) {
        const auto account = mail.account ? store::find_account(db, *mail.account) : std::nullopt;
        if (!account) return NoLetter{"account is gone"};
        return to_account(mail, {*account, false});
    }
    const auto email = auth::parse_email_address(mail.typed);
    if (const auto found = store::identify(db, email, auth::user_name_key(mail.typed))) return to_account(mail, *found);
    return to_stranger(db, mail, email);
}

} // namespace

std::variant<Letter, NoLetter>
decide_letter(store::Database& db, const base::Settings& settings, const store::QueuedMail& mail, base::Instant now)
{
    auto decision = decide(db, mail);
    if (const auto* letter = std::get_if<Letter>(&decision))
        if (auto limit = limit_reached(db, settings.mail, *letter, mail, now)) return *std::move(limit);
    return decision;
}

} // namespace flow
