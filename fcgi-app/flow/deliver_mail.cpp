#include "flow/deliver_mail.hpp"

#include "auth/bounce_mark.hpp"
#include "auth/secret.hpp"
#include "auth/user_agent.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "flow/closing.hpp"
#include "flow/end_mail.hpp"
#include "flow/known_name.hpp"
#include "flow/mail_decision.hpp"
#include "flow/wrong_password.hpp"
#include "store/dormancy.hpp"
#include "store/link_tokens.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

namespace flow {
namespace {

using view::MailKind;

constexpr unsigned mails_at_once = 20;
constexpr int most_rounds = 15; // of sorting, some ten milliseconds each
constexpr std::chrono::seconds spare_time{10};

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
base::Instant expiry_of(const MailToSend& to_send, const LinkKind& kind, base::Instant now)
{
    if (to_send.email_change) return to_send.email_change->undo_until;
    if (to_send.staff_change) return to_send.staff_change->what.due_at;
    return now + kind.lifetime;
}

/// Makes the token, commits its digest, and puts the links into the facts. The digest.
auth::Digest add_link(
    MailRoom& room, const MailToSend& to_send, const store::QueuedMail& mail, const LinkKind& kind, base::Instant now,
    view::MailFacts& facts)
{
    const auto token = auth::new_link_token();
    const auto digest = auth::digest(token);
    facts.expires_at = expiry_of(to_send, kind, now);
    // Whoever takes an account over must not push the oldest undo out by changing the address again and again.
    const auto live_at_once = to_send.email_change || to_send.staff_change ? std::numeric_limits<unsigned>::max()
                                                                           : room.settings.link.live_at_once;
    store::in_transaction(room.db, [&](store::Transaction& tx) {
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
        tx.record(
            {.kind = store::AuditKind::link_sent,
             .account = to_send.account ? std::optional{to_send.account->id} : std::nullopt,
             .client_network = "",
             .detail = std::string{view::name(to_send.kind)},
             .reference = ""},
            now);
    });
    const auto& base_url = room.settings.base_url;
    facts.link = base_url + std::string{kind.path} + "?token=" + token.reveal();
    if (to_send.kind == MailKind::first_password)
        facts.not_me_link = base_url + "/Account/NotForMe?token=" + token.reveal();
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
        .failures = number_in(mail.detail),
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
    MailRoom& room, const MailToSend& to_send, const store::QueuedMail& mail, view::MailFacts facts, base::Instant now)
{
    if (to_send.kind == MailKind::invitation || to_send.kind == MailKind::dormant)
        facts.sign_in_link = room.settings.base_url + sign_in_path(room.settings.keys, to_send.recipient.typed);
    facts.with_old_password = to_send.with_old_password;
    facts.is_reserved = to_send.is_reserved;
    auto text = room.mails.render(to_send.kind, to_send.language, facts);
    const auto& names = room.settings.names[static_cast<std::size_t>(to_send.language)];
    const auto& settings = room.settings.mail;
    const auto mark = auth::bounce_mark(room.settings.keys, mail.id);
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

struct WrittenMail {
    mail::Message message;
    std::optional<auth::Digest> link; ///< in it
};

/// A mail that cannot be written leaves no link behind.
WrittenMail write_mail(MailRoom& room, const MailToSend& to_send, const store::QueuedMail& mail, base::Instant now)
{
    auto facts = facts_of(to_send, mail, now);
    std::optional<auth::Digest> link;
    if (const auto kind = link_of(to_send, room.settings.link)) link = add_link(room, to_send, mail, *kind, now, facts);
    try {
        return {.message = to_message(room, to_send, mail, std::move(facts), now), .link = link};
    } catch (const std::exception&) {
        if (link) store::end_link(room.db, *link, now);
        throw;
    }
}

/// 10, 20, 40 … seconds, at most ten minutes: a server that comes back finds its mails soon.
std::chrono::seconds pause_after(unsigned attempts)
{
    constexpr std::chrono::seconds longest{600};
    return std::min(longest, std::chrono::seconds{5} * (1U << std::min(attempts, 8U)));
}

/// Of a mail that may have left: longer each time, so that few copies leave. Somebody may wait for it, so the first try comes soon.
std::chrono::seconds pause_after_doubt(std::chrono::seconds waited)
{
    constexpr std::chrono::minutes shortest{5};
    return std::max<std::chrono::seconds>(shortest, 3 * waited);
}

/// Writes all that follows from it, or else at least that the mail has left.
void end_left_mail(MailRoom& room, const LeftMail& left)
try {
    end_mail(room.db, left.mail, left.end, base::now());
} catch (const store::DatabaseUnavailable&) {
    throw; // it can be written whole before long
} catch (const std::exception& error) {
    base::log(base::LogLevel::error, "mail_failed", {{"mail", left.mail.id}, {"cause", error.what()}});
    const auto& end = left.end;
    store::finish_mail(room.db, left.mail.id, end.state, end.kind, end.recipient_key, end.reply, base::now());
}

/// False when nothing can be written of it for now.
bool is_ended(MailRoom& room, const LeftMail& left)
try {
    end_left_mail(room, left);
    base::log(base::LogLevel::info, "mail_sent", {{"mail", left.mail.id}, {"kind", left.end.kind}});
    return true;
} catch (const store::DatabaseUnreachable&) {
    throw;
} catch (const std::exception& error) {
    base::log(base::LogLevel::error, "mail_failed", {{"mail", left.mail.id}, {"cause", error.what()}});
    return false;
}

/// While the database is away, they wait here.
void end_left_mails(MailRoom& room)
{
    for (auto left = room.left.begin(); left != room.left.end();)
        left = is_ended(room, *left) ? room.left.erase(left) : std::next(left);
}

bool has_left(const MailRoom& room, const store::QueuedMail& mail)
{
    return std::ranges::any_of(room.left, [&](const LeftMail& left) { return left.mail.id == mail.id; });
}

void postpone(
    MailRoom& room, const store::QueuedMail& mail, std::string_view kind, const mail::Delivery& delivery,
    base::Instant next_try_at)
{
    store::retry_mail(room.db, mail.id, next_try_at, delivery.reply);
    base::log(
        base::LogLevel::warning, "mail_postponed",
        {{"mail", mail.id}, {"kind", kind}, {"attempts", mail.attempts}, {"reply", delivery.reply}});
}

/// When a mail that was not handed over is tried again; nullopt for never.
std::optional<base::Instant>
next_try(const store::QueuedMail& mail, mail::Outcome outcome, std::chrono::seconds give_up_after, base::Instant now)
{
    const auto waited = now - mail.not_before.value_or(mail.created_at);
    switch (outcome) {
    case mail::Outcome::interrupted:
        return now;
    case mail::Outcome::in_doubt:
        return waited + pause_after_doubt(waited) < give_up_after ? std::optional{now + pause_after_doubt(waited)}
                                                                  : std::nullopt;
    case mail::Outcome::try_later:
        return waited < give_up_after ? std::optional{now + pause_after(mail.attempts)} : std::nullopt;
    default:
        return std::nullopt;
    }
}

void see_to(MailRoom& room, const store::QueuedMail& mail, const MailToSend& to_send)
{
    const std::string kind{view::name(to_send.kind)};
    const auto written = write_mail(room, to_send, mail, base::now());
    const auto delivery = room.smtp.send(written.message);
    const auto now = base::now();
    if (delivery.outcome == mail::Outcome::handed_over) {
        room.left.push_back({mail, {store::MailState::sent, kind, to_send.recipient.key, delivery.reply}});
        return end_left_mails(room);
    }
    // The next try has a link of its own, and tries that fail must not end the link of a mail that has arrived.
    if (written.link && delivery.outcome != mail::Outcome::in_doubt) store::end_link(room.db, *written.link, now);
    if (const auto later = next_try(mail, delivery.outcome, room.settings.mail.give_up_after, now))
        return postpone(room, mail, kind, delivery, *later);
    const bool is_refusal = delivery.outcome == mail::Outcome::refused;
    end_mail(room.db, mail, {store::MailState::dead, kind, to_send.recipient.key, delivery.reply, is_refusal}, now);
    base::log(base::LogLevel::error, "mail_dead", {{"mail", mail.id}, {"kind", kind}, {"reply", delivery.reply}});
}

MailEnd without_mail(const NoMail& none)
{
    return {.state = store::MailState::not_sent, .kind = "", .recipient_key = "", .reply = none.why};
}

/// True for a mail that anybody can make us send to any address. An address that several old accounts share is none of those:
/// there are only so many, and somebody waits who has no other way in.
bool is_to_stranger(const MailToSend& to_send)
{
    return !to_send.account && to_send.kind != MailKind::shared;
}

/// Most rows lead to no mail, for whoever signs in with a password asked for none: these end without being claimed, since
/// another mailer could only say the same of them. Of the others, mails to strangers stand back: whoever asks for thousands
/// in the name of invented addresses holds up no resident. One round of a few rows, with one COMMIT for all; how many were
/// ended or stand back.
int sort_due_mails(MailRoom& room)
{
    const auto now = base::now();
    const auto due = store::list_due_mails(room.db, mails_at_once, now);
    std::vector<std::pair<const store::QueuedMail*, NoMail>> ending;
    std::vector<std::uint64_t> standing_back;
    for (const auto& mail : due) {
        const auto decision = decide_mail(room.db, room.settings, mail, now);
        if (const auto* none = std::get_if<NoMail>(&decision))
            ending.emplace_back(&mail, *none);
        else if (is_to_stranger(std::get<MailToSend>(decision)))
            standing_back.push_back(mail.id);
    }
    if (ending.empty() && standing_back.empty()) return 0;
    store::in_transaction(room.db, [&](store::Transaction& tx) {
        for (const auto& [mail, none] : ending) end_mail(tx, *mail, without_mail(none), now);
        for (const auto id : standing_back) store::let_others_go_first(tx, id);
    });
    return static_cast<int>(ending.size() + standing_back.size());
}

/// Goes on while all that it sees makes room for more, so that what is in front then is a mail to leave at once; but not for
/// long, since the background process has other work. A row that nobody can make sense of leaves its round unsorted: the
/// mails are seen to one by one then, where it postpones itself alone.
int sort_what_came(MailRoom& room)
try {
    int sorted = 0;
    for (int round = 0; round < most_rounds && !room.is_stopping(); ++round) {
        const int changed = sort_due_mails(room);
        sorted += changed;
        if (changed < static_cast<int>(mails_at_once)) break;
    }
    return sorted;
} catch (const store::DatabaseUnreachable&) {
    throw;
} catch (const std::exception& error) {
    base::log(base::LogLevel::error, "mails_not_sorted", {{"cause", error.what()}});
    return 0;
}

void deliver(MailRoom& room, const store::QueuedMail& mail)
{
    const auto now = base::now();
    if (has_left(room, mail)) return store::retry_mail(room.db, mail.id, now + pause_after(mail.attempts), "");
    const auto decision = decide_mail(room.db, room.settings, mail, now);
    if (const auto* none = std::get_if<NoMail>(&decision)) {
        end_mail(room.db, mail, without_mail(*none), now);
        return;
    }
    const auto& to_send = std::get<MailToSend>(decision);
    // It came while others were sorted, and would be sent before mails to accounts that came after it.
    if (is_to_stranger(to_send) && !mail.stands_back) return store::give_back_behind_others(room.db, mail, now);
    if (mail.in_bulk) room.pace.sent(std::chrono::steady_clock::now(), rate_of(mail));
    see_to(room, mail, to_send);
}

/// A mail that cannot be made is tried again like one that no server takes, and holds up no other one.
void deliver_or_postpone(MailRoom& room, const store::QueuedMail& mail)
try {
    deliver(room, mail);
} catch (const store::DatabaseUnreachable&) {
    throw;
} catch (const std::exception& error) {
    base::log(base::LogLevel::error, "mail_failed", {{"mail", mail.id}, {"cause", error.what()}});
    store::retry_mail(room.db, mail.id, base::now() + pause_after(mail.attempts), "");
}

/// Nullopt when nothing is due, or nothing but what must keep its pace.
std::optional<store::QueuedMail> claim_one(MailRoom& room)
{
    // One by one: a mailer that is killed holds up a single mail, and for no longer than that one could have taken.
    const auto hold = room.settings.mail.timeout + mail::patience_for_answer + spare_time;
    const bool any = room.pace.may_send(std::chrono::steady_clock::now());
    const auto turn = any ? store::Turn::any : store::Turn::waited_for;
    if (!store::is_mail_due(room.db, base::now(), turn)) return std::nullopt;
    const auto claimed = store::claim_mails(room.db, 1, hold, base::now(), turn);
    return claimed.empty() ? std::nullopt : std::optional{claimed.front()};
}

} // namespace

int deliver_mails(MailRoom& room)
{
    end_left_mails(room);
    const int sorted = sort_what_came(room);
    int taken = 0;
    while (taken < static_cast<int>(mails_at_once) && !room.is_stopping()) {
        const auto mail = claim_one(room);
        if (!mail) break;
        deliver_or_postpone(room, *mail);
        ++taken;
    }
    return sorted + taken;
}

} // namespace flow
