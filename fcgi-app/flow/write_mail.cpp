#include "flow/write_mail.hpp"

#include "auth/bounce_mark.hpp"
#include "auth/secret.hpp"
#include "auth/user_agent.hpp"
#include "flow/closing.hpp"
#include "flow/known_name.hpp"
#include "flow/link_paths.hpp"
#include "flow/staff_changes.hpp"
#include "flow/wrong_password.hpp"
#include "store/dormancy.hpp"
#include "store/link_tokens.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace flow {
namespace {

using view::MailKind;

/// The link a mail carries, if any: what it allows, for how long, and the page behind it.
struct LinkKind {
    store::LinkPurpose purpose;
    std::chrono::seconds lifetime;
    std::string_view path;
};

std::optional<LinkKind> link_of(const MailToSend& to_send, const base::LinkSettings& settings)
{
    using store::LinkPurpose;
    switch (to_send.kind) {
    case MailKind::first_password:
        return LinkKind{LinkPurpose::set_password, settings.first_password, link_path::recover_password};
    case MailKind::recovery:
    case MailKind::already:
    case MailKind::sign_in_slowed:
        return LinkKind{LinkPurpose::set_password, settings.recovery, link_path::recover_password};
    case MailKind::registration:
        return LinkKind{LinkPurpose::registration, settings.registration, link_path::register_confirm};
    case MailKind::email_confirm:
        return LinkKind{LinkPurpose::change_email, settings.registration, link_path::confirm_email};
    case MailKind::email_changed_old:
        return LinkKind{LinkPurpose::undo_email_change, settings.undo_email_change, link_path::undo_email_change};
    case MailKind::add_old_user:
        return LinkKind{LinkPurpose::add_old_user, settings.registration, link_path::confirm_old_user};
    case MailKind::staff_change_address:
    case MailKind::staff_change_merge:
        return LinkKind{LinkPurpose::stop_staff_change, {}, link_path::stop_change};
    default:
        return std::nullopt;
    }
}

/// The time in which a change by staff can be stopped begins when its reader is told.
base::Instant due_when_told(const store::StaffChange& change, base::Instant now)
{
    return store::waits_for_reader(change) ? std::max(change.what.due_at, now + time_to_stop) : change.what.due_at;
}

/// A link that undoes or stops a change is good for as long as that can be done.
base::Instant expiry_of(const MailToSend& to_send, const LinkKind& kind, base::Instant now)
{
    if (to_send.email_change) return to_send.email_change->undo_until;
    if (to_send.staff_change) return due_when_told(*to_send.staff_change, now);
    return now + kind.lifetime;
}

/// Makes the token, commits its digest, and puts the links into the facts. The digest.
auth::Digest add_link(
    const MailDesk& desk, const MailToSend& to_send, const store::QueuedMail& mail, const LinkKind& kind,
    base::Instant now, view::MailFacts& facts)
{
    const auto token = auth::new_link_token();
    const auto digest = auth::digest(token);
    facts.expires_at = expiry_of(to_send, kind, now);
    // Whoever takes an account over must not push the oldest undo out by changing the address again and again.
    const auto live_at_once = to_send.email_change || to_send.staff_change ? std::numeric_limits<unsigned>::max()
                                                                           : desk.settings.link.live_at_once;
    store::in_transaction(desk.db, [&](store::Transaction& tx) {
        store::add_link_token(
            tx, digest,
            {.purpose = kind.purpose,
             .account = to_send.account ? std::optional{to_send.account->id} : std::nullopt,
             .email = to_send.recipient.typed,
             .email_key = to_send.recipient.key,
             .password_generation = to_send.account ? to_send.account->password_generation : 0,
             .expires_at = facts.expires_at,
             .return_url = mail.return_url,
             .language = to_send.language,
             .email_change = mail.email_change,
             .portal_user_id = to_send.portal_user_id,
             .staff_change = mail.staff_change},
            live_at_once, now);
        if (to_send.staff_change) store::put_off_staff_change(tx, to_send.staff_change->id, facts.expires_at);
        // Once for each mail: a mail server that is away for a day has it tried a hundred times.
        if (mail.attempts > 1) return;
        tx.record(
            {.kind = store::AuditKind::link_sent,
             .account = to_send.account ? std::optional{to_send.account->id} : std::nullopt,
             .client_network = "",
             .detail = std::string{view::name(to_send.kind)},
             .reference = ""},
            now);
    });
    const auto& base_url = desk.settings.base_url;
    facts.link = base_url + std::string{kind.path} + "?token=" + token.reveal();
    // Of an account in use it would stop nothing (flow/not_for_me.cpp).
    if (to_send.kind == MailKind::first_password && !to_send.account->was_used)
        facts.not_me_link = base_url + std::string{link_path::not_for_me} + "?token=" + token.reveal();
    return digest;
}

/// The address as a mail server takes it: the local part as typed, the domain as A-labels.
std::string envelope_address(const auth::EmailAddress& address)
{
    return address.typed.substr(0, address.typed.rfind('@')) + address.key.substr(address.key.rfind('@'));
}

/// The official language that the mail says everything in once more, when nobody knows which one its reader prefers.
std::optional<base::Language> second_language(const MailToSend& to_send)
{
    if (!to_send.account || to_send.account->language) return std::nullopt;
    return to_send.language == base::Language::fi ? base::Language::sv : base::Language::fi;
}

/// Whoever owns an old user name must see to which account it would be added.
const std::string& user_name_in(const MailToSend& to_send)
{
    return to_send.kind == MailKind::add_old_user && to_send.account ? to_send.account->email : to_send.recipient.typed;
}

/// The address that holds afterwards, of a mail about a change.
const std::string& new_address_in(const MailToSend& to_send)
{
    if (to_send.email_change) return to_send.email_change->new_email;
    return to_send.staff_change ? to_send.staff_change->what.user_name.typed : to_send.recipient.typed;
}

view::MailFacts facts_of(const MailToSend& to_send, const store::QueuedMail& mail, base::Instant now)
{
    auto browser = auth::browser_of(mail.detail);
    return {
        .email = user_name_in(to_send),
        .old_name = to_send.old_name,
        .link = "",
        .not_me_link = "",
        .asked_at = mail.created_at,
        .expires_at = to_send.kind == MailKind::dormant ? now + store::dormancy_notice : now,
        .new_email = new_address_in(to_send),
        .browser = std::move(browser.name),
        .system = std::move(browser.system),
        .failures = static_cast<int>(number_in_detail(mail)),
        .has_closed = tells_of_shut_password(mail),
        .while_signed_in = mail.reason == store::MailReason::sign_in_slowed && mail.detail.ends_with(while_signed_in),
        .act = mail.reason == store::MailReason::staff_acted ? mail.detail : std::string{},
        .unit = mail.unit,
        .reason = mail.why,
        .erase_at = to_send.account ? to_send.account->erase_at.value_or(now) : now,
        .was_dormant = mail.reason == store::MailReason::account_closed && mail.detail == closed_as_dormant,
        .also_in = second_language(to_send)};
}

/// "fi", or "fi, sv" for a mail that says everything in both (RFC 3282).
std::string languages_of(const MailToSend& to_send, const view::MailFacts& facts)
{
    std::string codes{base::code(to_send.language)};
    return facts.also_in ? codes.append(", ").append(base::code(*facts.also_in)) : codes;
}

mail::Message to_message(
    const MailDesk& desk, const MailToSend& to_send, const store::QueuedMail& mail, view::MailFacts facts,
    base::Instant now)
{
    if (to_send.kind == MailKind::invitation || to_send.kind == MailKind::dormant)
        facts.sign_in_link = desk.settings.base_url + sign_in_path(desk.settings.keys, to_send.recipient.typed);
    facts.with_old_password = to_send.with_old_password;
    facts.is_reserved = to_send.is_reserved;
    auto text = desk.mails.render(to_send.kind, to_send.language, facts);
    const auto& names = desk.settings.names[static_cast<std::size_t>(to_send.language)];
    const auto& settings = desk.settings.mail;
    const auto mark = auth::bounce_mark(desk.settings.keys, mail.id);
    return {
        .from_name = names.find("service")->second,
        .from_address = settings.from_address,
        .bounces_to = settings.bounce_address.empty() ? settings.from_address
                                                      : auth::with_bounce_mark(settings.bounce_address, mark),
        .to = envelope_address(to_send.recipient),
        .subject = std::move(text.subject),
        .text = std::move(text.text),
        .html = std::move(text.html),
        .language = languages_of(to_send, facts),
        .id = mark + '-' + auth::new_public_id(),
        .date = now};
}

} // namespace

WrittenMail
write_mail(const MailDesk& desk, const MailToSend& to_send, const store::QueuedMail& mail, base::Instant now)
{
    auto facts = facts_of(to_send, mail, now);
    std::optional<auth::Digest> link;
    if (const auto kind = link_of(to_send, desk.settings.link)) link = add_link(desk, to_send, mail, *kind, now, facts);
    try {
        return {.message = to_message(desk, to_send, mail, std::move(facts), now), .link = link};
    } catch (const std::exception&) {
        if (link) store::end_link(desk.db, *link, now);
        throw;
    }
}

} // namespace flow
