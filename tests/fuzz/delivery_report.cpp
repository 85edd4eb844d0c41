// Delivery reports, which anybody can send: whatever comes, what is kept of it is few lines of text.
#include "mail/delivery_report.hpp"

#include "fuzz.hpp"

#include <cctype>

using fuzz::promise;

namespace {

constexpr std::size_t longest_line = 1000;

bool is_line(const std::string& text)
{
    return text.size() <= longest_line &&
           std::ranges::all_of(text, [](unsigned char c) { return c >= ' ' && c != 0x7F; });
}

/// RFC 3463: class, subject and detail.
bool is_status(std::string_view text)
{
    const auto is_number = [](std::string_view part) {
        return !part.empty() && part.size() <= 3 &&
               std::ranges::all_of(part, [](unsigned char c) { return std::isdigit(c); });
    };
    const auto klass = fuzz::take(text, '.');
    const auto subject = fuzz::take(text, '.');
    return (klass == "2" || klass == "4" || klass == "5") && is_number(subject) && is_number(text);
}

void examine_recipient(const mail::RecipientReport& recipient)
{
    promise(recipient.status.empty() || is_status(recipient.status), "a status is an enhanced status code");
    promise(is_line(recipient.diagnostic), "a diagnostic is one line");
    const auto fault = mail::fault_of(recipient.status);
    const bool is_failure = recipient.status.starts_with('4') || recipient.status.starts_with('5');
    promise((fault != mail::Fault::none) == is_failure, "a failure's code tells whose fault it is");
}

void examine_reply(std::string_view reply)
{
    const auto status = mail::status_in_reply(reply);
    promise(status.empty() || is_status(status), "a status in a reply is an enhanced status code");
    if (mail::refuses_address(reply)) promise(status.starts_with("5."), "only a lasting failure refuses an address");
}

} // namespace

void examine(std::string_view input)
{
    examine_reply(input);
    const auto report = mail::parse_delivery_report(input);
    if (!report) return;
    promise(
        !report->recipients.empty() && report->recipients.size() <= 20,
        "a report is about somebody, not about a crowd");
    promise(report->clues.size() <= 50 && std::ranges::all_of(report->clues, is_line), "clues are few lines");
    for (const auto& recipient : report->recipients) examine_recipient(recipient);
}
