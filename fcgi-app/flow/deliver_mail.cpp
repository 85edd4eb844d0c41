#include "flow/deliver_mail.hpp"

#include "auth/bounce_mark.hpp"
#include "auth/secret.hpp"
#include "auth/user_agent.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "flow/closing.hpp"
#include "flow/end_mail.hpp"
#include "flow/known_name.hpp"
#include "flow/letter.hpp"
#include "store/dormancy.hpp"
#include "store/link_tokens.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace flow {
namespace {

using view::MailKind;

constexpr unsigned mails_at_once = 20;
constexpr std::chrono::seconds spare_time{10};

/// The link a letter carries, if any: what it allows, for how long, and the page behind it.
struct LinkKind {
    store::LinkPurpose purpose;
    std::chrono::seconds lifetime;
    std::string_view path;
};

std::optional<LinkKind> link_of(const Letter& letter, const base::LinkSettings& settings)
{
    using store::LinkPurpose;
    switch (letter.kind) {
    case MailKind::first_password:
        return LinkKind{LinkPurpose::set_password, settings.first_password, "/Account/RecoverPassword"};
    case MailKind::recovery:
    case MailKind::already:
    case MailKind::sign_in_slowed:
        return LinkKind{LinkPurpose::set_password, settings.recovery, "/Account/RecoverPassword"};
    case MailKind::registration:
        return LinkKind{LinkPurpose::registration, settings.registration, "/Account/Register/Confirm"};
    case MailKind::email_confirm:
        return LinkKind{LinkPurpose::change_email, settings.registration, "/Account/Settings/Email/Confirm"};
    case MailKind::email_changed_old:
        return LinkKind{LinkPurpose::undo_email_change, settings.undo_email_change, "/Account/UndoEmailChange"};
    case MailKind::add_old_user:
        return LinkKind{LinkPurpose::add_old_user, settings.registration, "/Account/Settings/OldUser/Confirm"};
    case MailKind::staff_change_address:
    case MailKind::staff_change_merge:
        return LinkKind{LinkPurpose::stop_staff_change, {}, "/Account/StopChange"};
    default:
        return std::nullopt;
    }
}

/// A link that undoes or stops a change is good for as long as that can be done.
base::Instant expiry_of(const Letter& letter, const LinkKind& kind, base::Instant now)
{
    if (letter.email_change) return letter.email_change->undo_until;
    if (letter.staff_change) return letter.staff_change->what.due_at;
    return now + kind.lifetime;
}

/// Makes the token, commits its digest, and puts the links into the facts.
void add_link(
    MailRoom& room, const Letter& letter, const store::QueuedMail& mail, const LinkKind& kind, base::Instant now,
    view::MailFacts& facts)
{
    const auto token = auth::new_link_token();
    facts.expires_at = expiry_of(letter, kind, now);
    // Whoever takes an account over must not push the oldest undo out by changing the address again and again.
    const auto live_at_once = letter.email_change || letter.staff_change ? std::numeric_limits<unsigned>::max()
                                                                         : room.settings.link.live_at_once;
    store::in_transaction(room.db, [&](store::Transaction& tx) {
        store::add_link_token(
            tx, auth::digest(token),
            {.purpose = kind.purpose,
             .account = letter.account ? std::optional{letter.account->id} : std::nullopt,
             .email = letter.recipient.typed,
             .email_key = letter.recipient.key,
             .password_generation = letter.account ? letter.account->password_generation : 0,
             .expires_at = facts.expires_at,
             .return_url = mail.return_url,
             .language = letter.language,
             .email_change = mail.email_change,
             .portal_user_id = letter.portal_user_id,
             .staff_change = mail.staff_change},
            live_at_once, now);
        tx.record(
            {.kind = store::AuditKind::link_sent,
             .account = letter.account ? std::optional{letter.account->id} : std::nullopt,
             .client_network = "",
             .detail = std::string{view::name(letter.kind)},
             .reference = ""},
            now);
    });
    const auto& base_url = room.settings.base_url;
    facts.link = base_url + std::string{kind.path} + "?token=" + token.reveal();
    if (letter.kind == MailKind::first_password)
        facts.not_me_link = base_url + "/Account/NotForMe?token=" + token.reveal();
}

/// The address as a mail server takes it: the local part as typed, the domain as A-labels.
std::string envelope_address(const auth::EmailAddress& address)
{
    return address.typed.substr(0, address.typed.rfind('@')) + address.key.substr(address.key.rfind('@'));
}

/// The official language that the mail says everything in once more, when nobody knows which one its reader prefers.
std::optional<base::Language> second_language(const Letter& letter)
{
    if (!letter.account || letter.account->language) return std::nullopt;
    return letter.language == base::Language::fi ? base::Language::sv : base::Language::fi;
}

/// Whoever owns an old user name must see to which account it would be added.
const std::string& user_name_in(const Letter& letter)
{
    return letter.kind == MailKind::add_old_user && letter.account ? letter.account->email : letter.recipient.typed;
}

/// The address that holds afterwards, of a mail about a change.
const std::string& new_address_in(const Letter& letter)
{
    if (letter.email_change) return letter.email_change->new_email;
    return letter.staff_change ? letter.staff_change->what.user_name.typed : letter.recipient.typed;
}

int number_in(const std::string& detail)
{
    int number = 0;
    std::from_chars(detail.data(), detail.data() + detail.size(), number);
    return number;
}

/// Mails a minute, of one that leaves in bulk.
unsigned rate_of(const store::QueuedMail& mail)
{
    return static_cast<unsigned>(std::max(number_in(mail.detail), 1));
}

view::MailFacts facts_of(const Letter& letter, const store::QueuedMail& mail, base::Instant now)
{
    auto browser = auth::browser_of(mail.detail);
    return {
        .email = user_name_in(letter),
        .old_name = letter.old_name,
        .link = "",
        .not_me_link = "",
        .asked_at = mail.created_at,
        .expires_at = letter.kind == MailKind::dormant ? now + store::dormancy_notice : now,
        .new_email = new_address_in(letter),
        .browser = std::move(browser.name),
        .system = std::move(browser.system),
        .failures = number_in(mail.detail),
        .has_closed = tells_of_closing(mail),
        .act = mail.reason == store::MailReason::staff_acted ? mail.detail : std::string{},
        .unit = mail.unit,
        .reason = mail.why,
        .erase_at = letter.account ? letter.account->erase_at.value_or(now) : now,
        .was_dormant = mail.reason == store::MailReason::account_closed && mail.detail == closed_as_dormant,
        .also_in = second_language(letter)};
}

/// "fi", or "fi, sv" for a mail that says everything in both (RFC 3282).
std::string languages_of(const Letter& letter, const view::MailFacts& facts)
{
    std::string codes{base::code(letter.language)};
    return facts.also_in ? codes.append(", ").append(base::code(*facts.also_in)) : codes;
}

mail::Message to_message(MailRoom& room, const Letter& letter, const store::QueuedMail& mail, base::Instant now)
{
    auto facts = facts_of(letter, mail, now);
    if (const auto kind = link_of(letter, room.settings.link)) add_link(room, letter, mail, *kind, now, facts);
    if (letter.kind == MailKind::invitation || letter.kind == MailKind::dormant)
        facts.sign_in_link = room.settings.base_url + sign_in_path(room.settings.keys, letter.recipient.typed);
    facts.with_old_password = letter.with_old_password;
    facts.is_reserved = letter.is_reserved;
    auto text = room.mails.render(letter.kind, letter.language, facts);
    const auto& names = room.settings.names[static_cast<std::size_t>(letter.language)];
    const auto& settings = room.settings.mail;
    const auto mark = auth::bounce_mark(room.settings.keys, mail.id);
    return {
        .from_name = names.find("service")->second,
        .from_address = settings.from_address,
        .bounces_to = settings.bounce_address.empty() ? settings.from_address
                                                      : auth::with_bounce_mark(settings.bounce_address, mark),
        .to = envelope_address(letter.recipient),
        .subject = std::move(text.subject),
        .text = std::move(text.text),
        .html = std::move(text.html),
        .language = languages_of(letter, facts),
        .id = mark + '-' + auth::new_public_id(),
        .date = now};
}

/// 10, 20, 40 … seconds, at most ten minutes: a server that comes back finds its mails soon.
std::chrono::seconds pause_after(unsigned attempts)
{
    constexpr std::chrono::seconds longest{600};
    return std::min(longest, std::chrono::seconds{5} * (1U << std::min(attempts, 8U)));
}

void see_to(MailRoom& room, const store::QueuedMail& mail, const Letter& letter)
{
    const std::string kind{view::name(letter.kind)};
    const auto delivery = room.smtp.send(to_message(room, letter, mail, base::now()));
    const auto now = base::now();
    const bool too_late = now - mail.not_before.value_or(mail.created_at) >= room.settings.mail.give_up_after;
    const auto end = [&](store::MailState state) {
        end_mail(room.db, mail, {state, kind, letter.recipient.key, delivery.reply}, now);
    };
    if (delivery.outcome == mail::Outcome::handed_over) {
        end(store::MailState::sent);
        base::log(base::LogLevel::info, "mail_sent", {{"mail", mail.id}, {"kind", kind}});
    } else if (delivery.outcome == mail::Outcome::refused || too_late) {
        end(store::MailState::dead);
        base::log(base::LogLevel::error, "mail_dead", {{"mail", mail.id}, {"kind", kind}, {"reply", delivery.reply}});
    } else {
        store::retry_mail(room.db, mail.id, now + pause_after(mail.attempts), delivery.reply);
        base::log(
            base::LogLevel::warning, "mail_postponed",
            {{"mail", mail.id}, {"kind", kind}, {"attempts", mail.attempts}, {"reply", delivery.reply}});
    }
}

/// True when nothing is to be sent: then the row has ended.
bool ended_without_letter(
    MailRoom& room, const store::QueuedMail& mail, const std::variant<Letter, NoLetter>& decision, base::Instant now)
{
    const auto* none = std::get_if<NoLetter>(&decision);
    if (none != nullptr) end_mail(room.db, mail, {store::MailState::not_sent, "", "", none->why}, now);
    return none != nullptr;
}

/// Most rows lead to no mail, for whoever signs in with a password asked for none: these end without being claimed, since
/// another mailer could only say the same of them.
int end_those_without_letter(MailRoom& room)
{
    const auto now = base::now();
    const auto due = store::list_due_mails(room.db, mails_at_once, now);
    return static_cast<int>(std::ranges::count_if(due, [&](const store::QueuedMail& mail) {
        return ended_without_letter(room, mail, decide_letter(room.db, room.settings, mail, now), now);
    }));
}

void deliver(MailRoom& room, const store::QueuedMail& mail)
{
    const auto now = base::now();
    const auto decision = decide_letter(room.db, room.settings, mail, now);
    if (ended_without_letter(room, mail, decision, now)) return;
    if (mail.in_bulk) room.pace.sent(std::chrono::steady_clock::now(), rate_of(mail));
    see_to(room, mail, std::get<Letter>(decision));
}

/// Nullopt when nothing is due, or nothing but what must keep its pace.
std::optional<store::QueuedMail> claim_one(MailRoom& room)
{
    // One by one: a mailer that is killed holds up a single mail, and for no longer than that one could have taken.
    const auto hold = room.settings.mail.timeout + spare_time;
    const bool any = room.pace.may_send(std::chrono::steady_clock::now());
    const auto turn = any ? store::Turn::any : store::Turn::waited_for;
    if (!store::is_mail_due(room.db, base::now(), turn)) return std::nullopt;
    const auto claimed = store::claim_mails(room.db, 1, hold, base::now(), turn);
    return claimed.empty() ? std::nullopt : std::optional{claimed.front()};
}

} // namespace

int deliver_mails(MailRoom& room)
{
    int taken = end_those_without_letter(room);
    while (taken < static_cast<int>(mails_at_once)) {
        const auto mail = claim_one(room);
        if (!mail) break;
        deliver(room, *mail);
        ++taken;
    }
    return taken;
}

} // namespace flow
