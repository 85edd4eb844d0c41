#include "mail/delivery_report.hpp"

#include "support/places.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <ostream>
#include <random>
#include <sstream>

using mail::Fault;
using mail::ReportAction;

namespace {

std::string report(const std::string& name)
{
    std::ifstream file{support::source("tests/unit/mail/reports/") + name + ".eml", std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    BOOST_REQUIRE_MESSAGE(!text.str().empty(), name);
    return std::move(text).str();
}

std::string with_crlf(const std::string& text)
{
    std::string result;
    for (const char c : text) result += c == '\n' ? "\r\n" : std::string(1, c);
    return result;
}

struct Case {
    const char* name;
    ReportAction action;
    const char* status;
    const char* diagnostic; ///< how it begins
    Fault fault;
};

std::ostream& operator<<(std::ostream& out, const Case& c)
{
    return out << c.name;
}

/// The shapes that the servers give their reports.
const Case reports[] = {
    {"postfix-failed", ReportAction::failed, "5.1.1",
     "smtp; 550 5.1.1 <erkki@example.com>: Recipient address rejected:", Fault::address},
    {"postfix-delayed", ReportAction::delayed, "4.4.1", "X-Postfix; connect to mx.example.com", Fault::passing},
    {"postfix-expired", ReportAction::failed, "4.4.1", "X-Postfix; connect to mx.example.com", Fault::passing},
    {"exim-failed", ReportAction::failed, "5.1.1", "smtp; 550 5.1.1 No such user", Fault::address},
    {"exim-blocked", ReportAction::failed, "5.7.1", "smtp; 554 Message refused", Fault::mail},
    {"exchange-failed", ReportAction::failed, "5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound;",
     Fault::address},
    {"gmail-failed", ReportAction::failed, "5.1.1", "smtp; 550-5.1.1 The email account", Fault::address},
    {"relayed", ReportAction::delivered, "2.1.5", "smtp; 250 2.1.5 OK", Fault::none},
    {"list-wrapped", ReportAction::failed, "5.2.1", "smtp; 550 5.2.1 disabled", Fault::address},
};

bool has_mark(const mail::DeliveryReport& found)
{
    return std::ranges::any_of(found.clues, [](std::string clue) {
        for (auto& c : clue) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        return clue.find("4711-abcdefghijklmnop") != std::string::npos;
    });
}

} // namespace

BOOST_AUTO_TEST_SUITE(delivery_report)

BOOST_DATA_TEST_CASE(a_servers_report_is_understood, boost::unit_test::data::make(reports), c)
{
    for (const auto& text : {report(c.name), with_crlf(report(c.name))}) {
        const auto found = mail::parse_delivery_report(text);
        BOOST_REQUIRE(found);
        BOOST_REQUIRE(found->recipients.size() == 1U);
        const auto& recipient = found->recipients.front();
        BOOST_TEST((recipient.action == c.action));
        BOOST_TEST(recipient.status == c.status);
        BOOST_TEST(recipient.diagnostic.starts_with(c.diagnostic), recipient.diagnostic);
        BOOST_TEST((mail::fault_of(recipient.status) == c.fault));
        BOOST_TEST(has_mark(*found));
    }
}

const char* const no_reports[] = {"out-of-office", "read-receipt", "complaint"};

BOOST_DATA_TEST_CASE(what_no_delivery_report_says_is_none, boost::unit_test::data::make(no_reports), name)
{
    BOOST_TEST(!mail::parse_delivery_report(report(name)));
}

BOOST_AUTO_TEST_CASE(the_message_id_alone_leads_to_the_mail_when_the_report_went_elsewhere)
{
    auto text = report("postfix-failed");
    for (auto at = text.find("bounces+4711"); at != std::string::npos; at = text.find("bounces+4711"))
        text.replace(at, 28, "someone");
    BOOST_TEST(has_mark(mail::parse_delivery_report(text).value()));
}

BOOST_AUTO_TEST_CASE(a_report_that_breaks_off_is_read_as_far_as_it_goes)
{
    const auto text = report("postfix-failed");
    for (std::size_t length = 0; length < text.size(); length += 7)
        (void)mail::parse_delivery_report(text.substr(0, length));
    const auto found = mail::parse_delivery_report(
        text.substr(0, text.find("--4XyZ10efgh.1796716803/relay.example.fi\nContent-Description: Undelivered")));
    BOOST_REQUIRE(found);
    BOOST_TEST(found->recipients.front().status == "5.1.1");
    BOOST_TEST(has_mark(*found));
}

namespace {

std::string nested(int depth)
{
    std::string text = "To: x@example.fi\n";
    for (int i = 0; i < depth; ++i) {
        const auto boundary = "b" + std::to_string(i);
        text += "Content-Type: multipart/report; boundary=" + boundary + "\n\n--" + boundary + '\n';
    }
    return text + "Content-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n\n";
}

std::string messages_in_messages(int depth)
{
    std::string text = "To: x@example.fi\n";
    for (int i = 0; i < depth; ++i) text += "Content-Type: message/rfc822\n\n";
    return text;
}

std::string many_recipients(int count)
{
    std::string text = "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n";
    for (int i = 0; i < count; ++i)
        text += "\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; " + std::string(50, 'x') + "\n";
    return text + "\n--b--\n";
}

} // namespace

BOOST_AUTO_TEST_CASE(no_message_is_too_deep_too_long_or_too_strange)
{
    for (const int depth : {1, 5, 100, 2000, 20000}) {
        (void)mail::parse_delivery_report(nested(depth));
        (void)mail::parse_delivery_report(messages_in_messages(depth));
    }
    BOOST_TEST(!mail::parse_delivery_report(""));
    BOOST_TEST(!mail::parse_delivery_report(std::string(3U << 20U, '\0')));
    BOOST_TEST(!mail::parse_delivery_report(std::string(3U << 20U, '\n')));
    BOOST_TEST(!mail::parse_delivery_report("X: " + std::string(3U << 20U, 'a')));
    const auto crowd = mail::parse_delivery_report(many_recipients(5000));
    BOOST_REQUIRE(crowd);
    BOOST_TEST(crowd->recipients.size() <= 20U);
}

BOOST_AUTO_TEST_CASE(a_reply_is_one_line_of_bounded_length)
{
    const auto found = mail::parse_delivery_report(
        "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
        "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; =?UTF-8?B?YQpi?= \x01\x1b[2J" +
        std::string(5000, 'x') + "\n\n--b--\n");
    BOOST_REQUIRE(found);
    const auto& line = found->recipients.front().diagnostic;
    BOOST_TEST(line.size() <= 1000U);
    BOOST_TEST(std::ranges::none_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
}

/// Bytes changed, left out and doubled, always in the same way.
BOOST_AUTO_TEST_CASE(whatever_happens_to_a_report_on_its_way_reading_it_ends)
{
    std::mt19937 random{1}; // NOLINT(cert-msc51-cpp): a failure must come again
    for (const auto& c : reports) {
        const auto original = report(c.name);
        for (int round = 0; round < 200; ++round) {
            auto text = original;
            for (int change = 0; change < 8; ++change) {
                const auto at = random() % text.size();
                const auto length = std::min<std::size_t>(random() % 60, text.size() - at);
                switch (random() % 3) {
                case 0:
                    text[at] = static_cast<char>(random());
                    break;
                case 1:
                    text.erase(at, length / 2);
                    break;
                default:
                    text.insert(random() % text.size(), text.substr(at, length));
                }
            }
            if (const auto found = mail::parse_delivery_report(text)) BOOST_TEST(!found->recipients.empty());
        }
    }
}

struct StatusCase {
    const char* reply;
    const char* status;
    Fault fault;
};

std::ostream& operator<<(std::ostream& out, const StatusCase& c)
{
    return out << c.reply;
}

const StatusCase replies[] = {
    {"550 5.1.1 no such user", "5.1.1", Fault::address},
    {"550 5.2.1 mailbox disabled", "5.2.1", Fault::address},
    {"550 5.1.10 recipient not found", "5.1.10", Fault::address},
    {"552 5.2.2 mailbox full", "5.2.2", Fault::passing},
    {"552 5.2.3 longer than the mailbox takes", "5.2.3", Fault::mail},
    {"550 5.2.4 mailing list expansion", "5.2.4", Fault::passing},
    {"554 5.3.0 system", "5.3.0", Fault::passing},
    {"554 5.4.4 unable to route", "5.4.4", Fault::passing},
    {"554 5.4.14 hop count exceeded", "5.4.14", Fault::passing},
    {"554 5.5.0 protocol", "5.5.0", Fault::passing},
    {"550-5.1.1 The account", "5.1.1", Fault::address},
    {"550 No such user", "5.0.0", Fault::address},
    {"smtp; 550 5.4.1 Recipient address rejected: Access denied", "5.4.1", Fault::address},
    {"553 5.1.8 sender's domain not found", "5.1.8", Fault::mail},
    {"553 5.1.7 sender refused", "5.1.7", Fault::mail},
    {"554 5.7.1 Relay access denied", "5.7.1", Fault::mail},
    {"550 5.7.26 unauthenticated", "5.7.26", Fault::mail},
    {"552 5.3.4 too big", "5.3.4", Fault::mail},
    {"554 5.6.0 content", "5.6.0", Fault::mail},
    {"451 4.7.1 greylisted", "4.7.1", Fault::passing},
    {"450 later", "4.0.0", Fault::passing},
    {"250 2.0.0 ok", "2.0.0", Fault::none},
    {"host 192.0.2.25 port 25", "", Fault::none},
    {"5.1.1.1", "", Fault::none},
    {"5.1", "", Fault::none},
    {"1550 x", "", Fault::none},
    {"5500 x", "", Fault::none},
    {"", "", Fault::none},
};

BOOST_DATA_TEST_CASE(the_code_in_a_reply_says_whose_fault_it_is, boost::unit_test::data::make(replies), c)
{
    BOOST_TEST(mail::status_in_reply(c.reply) == c.status);
    BOOST_TEST((mail::fault_of(c.status) == c.fault));
}

BOOST_AUTO_TEST_CASE(a_full_mailbox_is_an_address_in_order)
{
    BOOST_TEST(!mail::refuses_address("552 5.2.2 mailbox full"));
    BOOST_TEST(!mail::refuses_address("550 No such user")); // may be about us
    BOOST_TEST(mail::refuses_address("550 5.2.1 mailbox disabled"));
    BOOST_TEST(mail::refuses_address("550 5.1.1 no such user"));
}

BOOST_AUTO_TEST_SUITE_END()
