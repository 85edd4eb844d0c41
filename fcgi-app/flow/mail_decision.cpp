#include "flow/mail_decision.hpp"

#include "auth/throttle.hpp"
#include "flow/dormant_accounts.hpp"
#include "flow/mail_limit.hpp"
#include "flow/old_hashes.hpp"
#include "store/bounces.hpp"
#include "store/dormancy.hpp"
#include "store/invitations.hpp"
#include "store/legacy_users.hpp"
#include "store/old_users.hpp"

#include <charconv>

namespace flow {
namespace {

using store::MailReason;
using view::MailKind;
using Decision = std::variant<MailToSend, NoMail>;

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
    case MailReason::sign_in_slowed:
        return has_password && !found.by_old_name ? std::optional{MailKind::sign_in_slowed} : std::nullopt;
    default:
        return std::nullopt;
    }
}

Decision to_account(const store::QueuedMail& mail, const store::Identified& found)
{
    const auto& account = found.account;
    // Whoever has closed an account may come back, and has perhaps forgotten the password.
    if (account.state == store::AccountState::locked) return NoMail{"account is locked"};
    if (account.mail_stopped) return NoMail{"mails to this address were stopped by its reader"};
    if (mail.account && *mail.account == account.id && mail.password_generation != account.password_generation)
        return NoMail{"password or address changed since"};
    const auto kind = kind_for_account(mail, found);
    if (!kind) return NoMail{"needs no mail"};
    auto recipient = auth::parse_email_address(account.email);
    if (!recipient) return NoMail{"address on file cannot be written to"};
    return MailToSend{
        .kind = *kind,
        .recipient = *std::move(recipient),
        .language = account.language.value_or(mail.language),
        .account = account,
        .old_name = found.by_old_name ? mail.typed : std::string{}};
}

/// A notice tells the owner of an account what has happened to it.
std::optional<MailKind> notice_of(MailReason reason)
{
    switch (reason) {
    case MailReason::password_changed:
        return MailKind::password_changed;
    case MailReason::email_changed_old:
        return MailKind::email_changed_old;
    case MailReason::email_changed_new:
        return MailKind::email_changed_new;
    case MailReason::email_restored:
        return MailKind::email_restored;
    case MailReason::account_frozen:
        return MailKind::account_frozen;
    case MailReason::new_device:
        return MailKind::new_device;
    case MailReason::account_closed:
        return MailKind::account_closed;
    case MailReason::account_reopened:
        return MailKind::account_reopened;
    case MailReason::staff_acted:
        return MailKind::staff_acted;
    default:
        return std::nullopt;
    }
}

/// Why nothing may be sent to the owner of this account, whatever it is about; nullopt when they may be written to.
std::optional<NoMail> must_not_be_written_to(const store::Account& account)
{
    if (account.mail_stopped) return NoMail{"mails to this address were stopped by its reader"};
    if (account.state_reason == store::StateReason::deceased) return NoMail{"account is locked"};
    return std::nullopt;
}

/// To the address that the account had when it happened: whoever takes an account over changes its address.
Decision to_owner(store::Database& db, const store::QueuedMail& mail, MailKind kind, base::Instant now)
{
    const auto account = mail.account ? store::find_account(db, *mail.account) : std::nullopt;
    if (!account) return NoMail{"account is gone"};
    if (const auto why = must_not_be_written_to(*account)) return *why;
    auto change = mail.email_change ? store::find_email_change(db, *mail.email_change, now) : std::nullopt;
    if (mail.email_change && !change) return NoMail{"the change of address was undone already"};
    auto recipient = auth::parse_email_address(mail.typed.empty() ? account->email : mail.typed);
    if (!recipient) return NoMail{"address on file cannot be written to"};
    return MailToSend{
        .kind = kind,
        .recipient = *std::move(recipient),
        .language = account->language.value_or(mail.language),
        .account = account,
        .email_change = std::move(change)};
}

/// Staff have asked for a change that waits: whoever reads the present address may stop it.
Decision to_whom_it_concerns(store::Database& db, const store::QueuedMail& mail)
{
    auto change = store::find_open_staff_change(db, mail.staff_change.value_or(0));
    auto account = mail.account ? store::find_account(db, *mail.account) : std::nullopt;
    if (!change || !account) return NoMail{"the change was stopped or made already"};
    if (const auto why = must_not_be_written_to(*account)) return *why;
    auto recipient = auth::parse_email_address(mail.typed);
    if (!recipient) return NoMail{"address on file cannot be written to"};
    const bool is_merge = change->what.kind == store::StaffChangeKind::merge;
    const auto language = account->language.value_or(mail.language);
    return MailToSend{
        .kind = is_merge ? MailKind::staff_change_merge : MailKind::staff_change_address,
        .recipient = *std::move(recipient),
        .language = language,
        .account = std::move(account),
        .staff_change = std::move(change)};
}

/// A resident wants this address as the new user name. The page never learns whether somebody has it; whoever has it is
/// told in their own language, unless they are not to be written to.
Decision to_new_address(store::Database& db, const store::QueuedMail& mail, base::Instant now)
{
    const auto account = mail.account ? store::find_account(db, *mail.account) : std::nullopt;
    if (!account || account->state != store::AccountState::active) return NoMail{"account is not active"};
    if (mail.password_generation != account->password_generation) return NoMail{"password or address changed since"};
    auto recipient = auth::parse_email_address(mail.typed);
    if (!recipient) return NoMail{"address cannot be written to"};
    const auto holder = store::find_account_by_email(db, recipient->key);
    const bool is_of_other = holder && holder->id != account->id;
    if (is_of_other)
        if (const auto why = must_not_be_written_to(*holder)) return *why;
    const bool is_taken = is_of_other || store::is_reserved_address(db, recipient->key, account->id, now);
    const auto& reader = is_of_other ? holder : account;
    return MailToSend{
        .kind = is_taken ? MailKind::email_taken : MailKind::email_confirm,
        .recipient = *std::move(recipient),
        .language = reader->language.value_or(mail.language),
        .account = account};
}

/// A resident says that this old user name is theirs, too: whoever reads the address on file decides. A second account that
/// somebody uses is for staff to merge.
Decision to_old_user(store::Database& db, const store::QueuedMail& mail)
{
    const auto account = mail.account ? store::find_account(db, *mail.account) : std::nullopt;
    if (!account || account->state != store::AccountState::active) return NoMail{"account is not active"};
    if (mail.password_generation != account->password_generation) return NoMail{"password or address changed since"};
    const auto user = store::find_old_user_by_name(db, auth::user_name_key(mail.typed));
    if (!user) return NoMail{"nobody has this name, or several people do"};
    const auto owner = user->account ? store::find_account(db, *user->account) : std::nullopt;
    if (!store::may_be_added(*user, owner, account->id)) return NoMail{"old user cannot be added by a link"};
    auto recipient = auth::parse_email_address(user->email.value_or(""));
    if (!recipient) return NoMail{"address on file cannot be written to"};
    return MailToSend{
        .kind = MailKind::add_old_user,
        .recipient = *std::move(recipient),
        .language = account->language.value_or(mail.language),
        .account = account,
        .old_name = user->old_name,
        .portal_user_id = user->portal_id};
}

/// The city invites a resident who has not moved over yet. To the present address, whichever it was when it was queued.
Decision
to_invited(store::Database& db, const base::ImportSettings& settings, const store::QueuedMail& mail, base::Instant now)
{
    const auto account = mail.account ? store::find_account(db, *mail.account) : std::nullopt;
    if (!account || !store::may_still_be_invited(db, old_passwords_hold(settings, now), account->id))
        return NoMail{"need not or must not be invited"};
    auto recipient = auth::parse_email_address(account->email);
    if (!recipient) return NoMail{"address on file cannot be written to"};
    return MailToSend{
        .kind = MailKind::invitation,
        .recipient = *std::move(recipient),
        .language = account->language.value_or(mail.language),
        .account = account,
        .with_old_password = account->password_hash.has_value()};
}

/// Nobody has used the account for years. An address that took no mail before is left in peace, as with invitations.
Decision to_dormant(
    store::Database& db, const base::RetentionSettings& retention, const store::QueuedMail& mail, base::Instant now)
{
    const auto account = mail.account ? store::find_account(db, *mail.account) : std::nullopt;
    if (!account || !is_to_be_told(db, retention, account->id, now)) return NoMail{"account is not dormant any more"};
    if (account->mail_stopped) return NoMail{"mails to this address were stopped by its reader"};
    if (store::find_bounce(db, account->id)) return NoMail{"address takes no mail"};
    auto recipient = auth::parse_email_address(account->email);
    if (!recipient) return NoMail{"address on file cannot be written to"};
    return MailToSend{
        .kind = MailKind::dormant,
        .recipient = *std::move(recipient),
        .language = account->language.value_or(mail.language),
        .account = account};
}

/// An address that no account has, or an old user name that leads to none.
Decision to_stranger(
    store::Database& db, const store::QueuedMail& mail, const std::optional<auth::EmailAddress>& email,
    base::Instant now)
{
    const auto shared = email ? (store::is_shared_address(db, email->key) ? std::optional{email->typed} : std::nullopt)
                              : store::shared_address_of_old_name(db, auth::user_name_key(mail.typed));
    if (shared) {
        auto recipient = auth::parse_email_address(*shared);
        if (!recipient) return NoMail{"shared address cannot be written to"};
        return MailToSend{
            .kind = MailKind::shared,
            .recipient = *std::move(recipient),
            .language = mail.language,
            .account = std::nullopt};
    }
    if (!email) return NoMail{"nobody has this name"};
    const auto to_them = [&](MailKind kind) {
        return MailToSend{.kind = kind, .recipient = *email, .language = mail.language, .account = std::nullopt};
    };
    const bool is_asked_for = mail.reason == MailReason::forgot || mail.reason == MailReason::registration;
    if (is_asked_for && store::is_reserved_address(db, email->key, std::nullopt, now)) {
        auto to_send = to_them(MailKind::unknown);
        to_send.is_reserved = true;
        return to_send;
    }
    if (mail.reason == MailReason::forgot) return to_them(MailKind::unknown);
    if (mail.reason == MailReason::registration) return to_them(MailKind::registration);
    return NoMail{"nobody has this address"};
}

/// Mails that tell of no link of one's own leave once a day; so does the explanation of an old name. That a password is
/// shut is told once, and on the day on which it was told that attempts are slowed, too.
bool is_rare(const MailToSend& to_send, const store::QueuedMail& mail)
{
    if (tells_of_shut_password(mail)) return false;
    return to_send.kind == MailKind::unknown || to_send.kind == MailKind::shared ||
           to_send.kind == MailKind::email_taken || to_send.kind == MailKind::sign_in_slowed ||
           (to_send.kind == MailKind::recovery && mail.reason == MailReason::login_first_step);
}

/// True for what somebody who has no other way in waits for.
bool leads_in(MailKind kind)
{
    return kind == MailKind::first_password || kind == MailKind::recovery || kind == MailKind::already ||
           kind == MailKind::sign_in_slowed || kind == MailKind::registration;
}

/// True while no more mails leave to an address that has had as many as it may get in a day. What leads in still does when the
/// link of the last one is over: nobody shuts an owner out by asking often.
bool has_had_enough(const base::Settings& settings, MailKind kind, const store::MailHistory& history, base::Instant now)
{
    if (history.sent < 3 * settings.mail.per_address_and_day) return false;
    if (!leads_in(kind)) return true;
    const auto& last = history.last_of_generation;
    return last && std::chrono::abs(now - *last) < earlier_mail_holds(settings);
}

/// True for what a resident asked for from inside: with the link of another one's request, or of a request for another old user
/// name, nobody can do this one.
bool is_for_one_request(MailReason reason)
{
    return reason == MailReason::email_change || reason == MailReason::add_old_user;
}

/// A notice of a new browser is the one thing that tells of a stolen password: nobody holds it back by asking for other mails, and
/// not for longer than some minutes by signing in before, so that it is no flood either.
bool is_told_of_new_browsers(
    store::Database& db, const MailToSend& to_send, const store::QueuedMail& mail, base::Instant now)
{
    constexpr std::chrono::minutes once_in{10};
    const auto kind = std::string{view::name(to_send.kind)};
    return store::mail_history(db, to_send.recipient.key, kind, mail, now - once_in).last_of_kind.has_value();
}

/// The limits that protect an address from a flood of our mails. A notice always leaves; so does what leaves in bulk,
/// since there is one.
std::optional<NoMail> limit_reached(
    store::Database& db, const base::Settings& settings, const MailToSend& to_send, const store::QueuedMail& mail,
    base::Instant now)
{
    if (mail.in_bulk) return std::nullopt;
    if (to_send.kind == MailKind::new_device)
        return is_told_of_new_browsers(db, to_send, mail, now)
                   ? std::optional{NoMail{"the same mail left within ten minutes"}}
                   : std::nullopt;
    const bool is_notice = notice_of(mail.reason) || mail.reason == MailReason::staff_change;
    if (is_notice) return std::nullopt;
    const auto history =
        store::mail_history(db, to_send.recipient.key, std::string{view::name(to_send.kind)}, mail, now - a_day);
    if (has_had_enough(settings, to_send.kind, history, now)) return NoMail{"daily limit of this address"};
    if (is_rare(to_send, mail) && history.last_of_kind) return NoMail{"the same mail left within a day"};
    // What left before the password was taken away has a link that opens nothing. A clock that was ahead and has been set
    // right holds nothing back for longer than the pause.
    const auto& last = is_for_one_request(mail.reason) ? history.last_of_request : history.last_of_generation;
    if (last && std::chrono::abs(now - *last) < settings.mail.pause_between)
        return NoMail{"the same mail left just before"};
    return std::nullopt;
}

Decision decide(store::Database& db, const base::Settings& settings, const store::QueuedMail& mail, base::Instant now)
{
    if (const auto kind = notice_of(mail.reason)) return to_owner(db, mail, *kind, now);
    if (mail.reason == MailReason::staff_change) return to_whom_it_concerns(db, mail);
    if (mail.reason == MailReason::email_change) return to_new_address(db, mail, now);
    if (mail.reason == MailReason::add_old_user) return to_old_user(db, mail);
    if (mail.reason == MailReason::invitation) return to_invited(db, settings.importing, mail, now);
    if (mail.reason == MailReason::dormancy) return to_dormant(db, settings.retention, mail, now);
    const auto email = auth::parse_email_address(mail.typed);
    // Some portals had addresses for user names: who reads such an address now may register it.
    const bool is_address_alone = mail.reason == MailReason::registration && email;
    const auto old_name_key = is_address_alone ? std::string{} : auth::user_name_key(mail.typed);
    if (const auto found = store::identify(db, email, old_name_key)) return to_account(mail, *found);
    return to_stranger(db, mail, email, now);
}

} // namespace

unsigned number_in_detail(const store::QueuedMail& mail)
{
    unsigned number = 0;
    std::from_chars(mail.detail.data(), mail.detail.data() + mail.detail.size(), number);
    return number;
}

bool tells_of_shut_password(const store::QueuedMail& mail)
{
    return mail.reason == MailReason::sign_in_slowed && number_in_detail(mail) >= auth::closing_failures;
}

std::variant<MailToSend, NoMail>
decide_mail(store::Database& db, const base::Settings& settings, const store::QueuedMail& mail, base::Instant now)
{
    auto decision = decide(db, settings, mail, now);
    if (const auto* to_send = std::get_if<MailToSend>(&decision))
        if (auto limit = limit_reached(db, settings, *to_send, mail, now)) return *std::move(limit);
    return decision;
}

} // namespace flow
