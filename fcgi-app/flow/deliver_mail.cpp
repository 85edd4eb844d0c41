#include "flow/deliver_mail.hpp"

#include "base/log.hpp"
#include "base/time.hpp"
#include "flow/end_mail.hpp"
#include "flow/mail_decision.hpp"
#include "flow/write_mail.hpp"
#include "store/link_tokens.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

namespace flow {
namespace {

constexpr int most_rounds = 15; // of sorting, some ten milliseconds each
constexpr std::chrono::seconds spare_time{10};

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

/// Writes all that follows from it, or else at least that the mail has ended.
void end_whole(MailRoom& room, const EndedMail& ended)
try {
    end_mail(room.db, ended.mail, ended.end, base::now());
} catch (const store::DatabaseUnavailable&) {
    throw; // it can be written whole before long
} catch (const std::exception& error) {
    base::log(base::LogLevel::error, "mail_failed", {{"mail", ended.mail.id}, {"cause", error.what()}});
    const auto& end = ended.end;
    store::finish_mail(room.db, ended.mail.id, end.state, end.kind, end.recipient_key, end.reply, base::now());
}

/// True once `write` has come through; false when this mail's row cannot be written, as while somebody holds it.
bool is_written(const store::QueuedMail& mail, const std::function<void()>& write)
try {
    write();
    return true;
} catch (const store::DatabaseUnreachable&) {
    throw;
} catch (const std::exception& error) {
    base::log(base::LogLevel::error, "mail_failed", {{"mail", mail.id}, {"cause", error.what()}});
    return false;
}

void log_end(const EndedMail& ended)
{
    const auto& [mail, end] = ended;
    if (end.state == store::MailState::sent)
        base::log(base::LogLevel::info, "mail_sent", {{"mail", mail.id}, {"kind", end.kind}});
    else
        base::log(base::LogLevel::error, "mail_dead", {{"mail", mail.id}, {"kind", end.kind}, {"reply", end.reply}});
}

/// Takes those away whose rows say it now.
template <class Mail, class Write>
void write_each(std::vector<Mail>& mails, Write write)
{
    for (auto one = mails.begin(); one != mails.end();)
        one = is_written(one->mail, [&] { write(*one); }) ? mails.erase(one) : std::next(one);
}

void write_ends(MailRoom& room)
{
    write_each(room.ended, [&](const EndedMail& ended) {
        end_whole(room, ended);
        log_end(ended);
    });
}

/// A row that another mailer has taken meanwhile is left to it.
void write_postponed(MailRoom& room)
{
    write_each(room.postponed, [&](const PostponedMail& one) {
        store::retry_mail(room.db, one.mail, one.next_try_at, one.reply);
    });
}

bool is_in(const auto& mails, const store::QueuedMail& mail)
{
    return std::ranges::any_of(mails, [&](const auto& one) { return one.mail.id == mail.id; });
}

void end(MailRoom& room, const store::QueuedMail& mail, MailEnd how)
{
    room.ended.push_back({mail, std::move(how)});
    write_ends(room);
}

void postpone(MailRoom& room, const store::QueuedMail& mail, base::Instant next_try_at, const std::string& reply)
{
    room.postponed.push_back({mail, next_try_at, reply});
    write_postponed(room);
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

void try_again(
    MailRoom& room, const store::QueuedMail& mail, std::string_view kind, const mail::Delivery& delivery,
    base::Instant at)
{
    base::log(
        base::LogLevel::warning, "mail_postponed",
        {{"mail", mail.id}, {"kind", kind}, {"attempts", mail.attempts}, {"reply", delivery.reply}});
    postpone(room, mail, at, delivery.reply);
}

void see_to(MailRoom& room, const store::QueuedMail& mail, const MailToSend& to_send)
{
    const std::string kind{view::name(to_send.kind)};
    const auto written = write_mail({room.settings, room.mails, room.db}, to_send, mail, base::now());
    const auto delivery = room.smtp.send(written.message);
    const auto now = base::now();
    if (delivery.outcome == mail::Outcome::handed_over)
        return end(room, mail, {store::MailState::sent, kind, to_send.recipient.key, delivery.reply});
    // The next try has a link of its own, and tries that fail must not end the link of a mail that has arrived.
    if (written.link && delivery.outcome != mail::Outcome::in_doubt) store::end_link(room.db, *written.link, now);
    if (const auto later = next_try(mail, delivery.outcome, room.settings.mail.give_up_after, now))
        return try_again(room, mail, kind, delivery, *later);
    const bool is_refusal = delivery.outcome == mail::Outcome::refused;
    end(room, mail, {store::MailState::dead, kind, to_send.recipient.key, delivery.reply, is_refusal});
}

MailEnd without_mail(const NoMail& none)
{
    return {.state = store::MailState::not_sent, .kind = "", .recipient_key = "", .reply = none.why};
}

/// True for a mail that anybody can make us send to any address. An address that several old accounts share is none of those:
/// there are only so many, and somebody waits who has no other way in.
bool is_to_stranger(const MailToSend& to_send)
{
    return !to_send.account && to_send.kind != view::MailKind::shared;
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
    if (is_in(room.ended, mail)) return postpone(room, mail, now + pause_after(mail.attempts), "");
    const auto decision = decide_mail(room.db, room.settings, mail, now);
    if (const auto* none = std::get_if<NoMail>(&decision)) {
        end_mail(room.db, mail, without_mail(*none), now);
        return;
    }
    const auto& to_send = std::get<MailToSend>(decision);
    // It came while others were sorted, and would be sent before mails to accounts that came after it.
    if (is_to_stranger(to_send) && !mail.stands_back) return store::give_back_behind_others(room.db, mail, now);
    if (mail.in_bulk) room.pace.sent(std::chrono::steady_clock::now(), number_in_detail(mail));
    see_to(room, mail, to_send);
}

/// A mail that cannot be made is tried again like one that no server takes, and holds up no other one.
void deliver_or_postpone(MailRoom& room, const store::QueuedMail& mail)
try {
    deliver(room, mail);
} catch (const store::DatabaseUnreachable&) {
    if (!is_in(room.ended, mail) && !is_in(room.postponed, mail)) room.postponed.push_back({mail, base::now(), ""});
    throw;
} catch (const std::exception& error) {
    base::log(base::LogLevel::error, "mail_failed", {{"mail", mail.id}, {"cause", error.what()}});
    postpone(room, mail, base::now() + pause_after(mail.attempts), "");
}

/// Nullopt when nothing is due, or nothing but what must keep its pace.
std::optional<store::QueuedMail> claim_one(MailRoom& room)
{
    // One by one: a mailer that is killed holds up a single mail, and for no longer than that one could have taken.
    const auto hold = room.settings.mail.timeout + mail::patience_for_answer + spare_time + room.own_hold;
    const bool any = room.pace.may_send(std::chrono::steady_clock::now());
    const auto turn = any ? store::Turn::any : store::Turn::waited_for;
    if (!store::is_mail_due(room.db, base::now(), turn)) return std::nullopt;
    const auto claimed = store::claim_mails(room.db, 1, hold, base::now(), turn);
    return claimed.empty() ? std::nullopt : std::optional{claimed.front()};
}

} // namespace

int deliver_mails(MailRoom& room)
{
    write_ends(room);
    write_postponed(room);
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
