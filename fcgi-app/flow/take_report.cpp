#include "flow/take_report.hpp"

#include "auth/bounce_mark.hpp"
#include "mail/delivery_report.hpp"

#include <algorithm>

namespace flow {
namespace {

using mail::ReportAction;
using store::ReportKind;

ReportKind kind_of(const mail::RecipientReport& recipient)
{
    if (recipient.action == ReportAction::delivered) return ReportKind::none;
    if (recipient.action == ReportAction::delayed) return ReportKind::delayed;
    switch (mail::fault_of(recipient.status)) {
    case mail::Fault::address:
        return ReportKind::no_such_address;
    case mail::Fault::mail:
        return ReportKind::refused_as_such;
    default:
        return ReportKind::failed_for_now;
    }
}

/// A mail of ours goes to one address; of several recipients that it was passed on to, the one that fared best tells whether
/// anybody reads it.
store::MailReport best_of(const std::vector<mail::RecipientReport>& recipients)
{
    const auto best = std::ranges::min_element(recipients, {}, kind_of);
    return {.kind = kind_of(*best), .status = best->status, .reply = best->diagnostic};
}

std::optional<std::uint64_t>
find_mail(const std::vector<base::Key>& keys, const std::vector<std::string>& clues, std::string_view arrived_for)
{
    if (const auto mail = auth::find_bounce_mark(keys, arrived_for)) return mail;
    for (const auto& clue : clues)
        if (const auto mail = auth::find_bounce_mark(keys, clue)) return mail;
    return std::nullopt;
}

Taken taken_as(store::Noted noted)
{
    switch (noted) {
    case store::Noted::marked:
        return Taken::marked;
    case store::Noted::noted:
        return Taken::noted;
    case store::Noted::known:
        return Taken::known;
    default:
        return Taken::not_ours;
    }
}

} // namespace

Taken take_report(
    store::Database& db, const std::vector<base::Key>& keys, std::string_view message, std::string_view arrived_for,
    base::Instant now)
{
    const auto report = mail::parse_delivery_report(message);
    if (!report) return Taken::no_report;
    const auto mail = find_mail(keys, report->clues, arrived_for);
    if (!mail) return Taken::not_ours;
    const auto found = best_of(report->recipients);
    return taken_as(
        store::in_transaction(db, [&](store::Transaction& tx) { return store::note_report(tx, *mail, found, now); }));
}

} // namespace flow
