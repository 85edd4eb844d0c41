#include "mail/message.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ostream>
#include <string>

namespace {

mail::Message example()
{
    return {
        .from_name = "Asiointipalvelu",
        .from_address = "noreply@example.fi",
        .bounces_to = "noreply@example.fi",
        .to = "esimerkki.erkki@example.com",
        .subject = "Aseta salasana: Asiointipalvelu, Kokkolan kaupunki",
        .text = "teksti\n",
        .html = "<p>teksti</p>",
        .language = "fi",
        .id = "abc123",
        .date = base::from_datetime("2026-11-23 08:00:01")};
}

bool has_line(const std::vector<std::string>& lines, const std::string& line)
{
    return std::ranges::find(lines, line) != lines.end();
}

/// Undoes encoded_words() the way a mail program does: words that follow each other on folded lines are joined.
std::string decoded(std::string text)
{
    const auto value_of = [](char c) -> unsigned {
        const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        return static_cast<unsigned>(alphabet.find(c));
    };
    std::string result;
    for (std::size_t at = text.find("=?UTF-8?B?"); at != std::string::npos; at = text.find("=?UTF-8?B?", at)) {
        at += 10;
        unsigned bits = 0;
        int count = 0;
        for (; text[at] != '?'; ++at) {
            if (text[at] == '=') continue;
            bits = (bits << 6U) | value_of(text[at]);
            count += 6;
            if (count >= 8) {
                count -= 8;
                result += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU);
            }
        }
    }
    return result;
}

struct BadMessage {
    const char* sentence;
    void (*spoil)(mail::Message&);
};
std::ostream& operator<<(std::ostream& out, const BadMessage& bad)
{
    return out << bad.sentence;
}

const BadMessage bad_messages[] = {
    {"a line break in the subject", [](mail::Message& m) { m.subject += "\r\nBcc: x@example.com"; }},
    {"a bare line feed in the subject", [](mail::Message& m) { m.subject += "\nBcc: x@example.com"; }},
    {"a NUL in the subject", [](mail::Message& m) { m.subject += std::string(1, '\0'); }},
    {"a line break in the sender's name", [](mail::Message& m) { m.from_name += "\r\nX: y"; }},
    {"a second recipient behind a comma", [](mail::Message& m) { m.to += ",x@example.com"; }},
    {"a second recipient behind a blank", [](mail::Message& m) { m.to += " x@example.com"; }},
    {"a recipient that closes its bracket", [](mail::Message& m) { m.to = "a@b.fi>\r\nRCPT TO:<x@example.com"; }},
    {"a recipient without @", [](mail::Message& m) { m.to = "esimerkki"; }},
    {"a recipient beyond ASCII", [](mail::Message& m) { m.to = "mätti@example.com"; }},
    {"a recipient without a name", [](mail::Message& m) { m.to = "@example.com"; }},
    {"a recipient without a domain", [](mail::Message& m) { m.to = "esimerkki@"; }},
    {"a recipient that begins with a dot", [](mail::Message& m) { m.to = ".a@example.com"; }},
    {"a recipient with two dots in a row", [](mail::Message& m) { m.to = "a..b@example.com"; }},
    {"a recipient whose domain ends with a dot", [](mail::Message& m) { m.to = "a@example.com."; }},
    {"no recipient", [](mail::Message& m) { m.to = ""; }},
    {"letters beyond ASCII in the Message-ID", [](mail::Message& m) { m.id = "ä"; }},
    {"a line break in the language", [](mail::Message& m) { m.language = "fi\r\nX: y"; }},
    {"a display name as recipient", [](mail::Message& m) { m.to = "Erkki <a@example.com>"; }},
};

} // namespace

BOOST_AUTO_TEST_CASE(every_mail_carries_the_headers_of_an_automatic_message) // R-179, R-182
{
    const auto lines = mail::header_lines(example());
    BOOST_TEST(has_line(lines, "From: \"Asiointipalvelu\" <noreply@example.fi>"));
    BOOST_TEST(has_line(lines, "To: <esimerkki.erkki@example.com>"));
    BOOST_TEST(has_line(lines, "Subject: Aseta salasana: Asiointipalvelu, Kokkolan kaupunki"));
    BOOST_TEST(has_line(lines, "Date: Mon, 23 Nov 2026 08:00:01 +0000"));
    BOOST_TEST(has_line(lines, "Message-ID: <abc123@example.fi>"));
    BOOST_TEST(has_line(lines, "Auto-Submitted: auto-generated"));
}

BOOST_DATA_TEST_CASE(nothing_can_be_injected_into_a_header, boost::unit_test::data::make(bad_messages), bad) // R-132
{
    auto message = example();
    bad.spoil(message);
    BOOST_CHECK_THROW((void)mail::header_lines(message), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(plain_ascii_stays_readable_in_a_subject)
{
    BOOST_TEST(mail::encoded_words("Aseta salasana") == "Aseta salasana");
}

/// A reader would decode it, so that a name which somebody typed would say something else there.
BOOST_AUTO_TEST_CASE(what_looks_like_an_encoded_word_is_read_as_it_was_written) // R-132
{
    const std::string forged = "=?UTF-8?B?QWRtaW4=?= ja muut";
    const auto encoded = mail::encoded_words(forged);
    BOOST_TEST(encoded.find("QWRtaW4=") == std::string::npos);
    BOOST_TEST(decoded(encoded) == forged);
    auto message = example();
    message.from_name = forged;
    BOOST_TEST(mail::header_lines(message).front() == "From: " + encoded + "\r\n <noreply@example.fi>");
}

BOOST_AUTO_TEST_CASE(a_subject_that_no_line_can_hold_is_folded) // RFC 5322, 2.1.1
{
    const std::string subject(1100, 'a');
    const auto encoded = mail::encoded_words(subject);
    BOOST_TEST(decoded(encoded) == subject);
    BOOST_TEST(encoded.find("\r\n ") <= 76U);
}

BOOST_AUTO_TEST_CASE(a_long_name_and_its_address_stand_on_two_lines) // RFC 5322, 2.1.1
{
    auto message = example();
    message.from_name = std::string(49, 'n');
    BOOST_TEST(mail::header_lines(message).front() == "From: \"" + message.from_name + "\" <noreply@example.fi>");
    message.from_name += 'n';
    BOOST_TEST(mail::header_lines(message).front() == "From: \"" + message.from_name + "\"\r\n <noreply@example.fi>");
    message.from_name = "Äänekosken kaupungin sähköinen asiointipalvelu kaikille";
    const auto line = mail::header_lines(message).front();
    BOOST_TEST(line.substr(line.rfind('\n') + 1).size() <= 78U);
}

BOOST_AUTO_TEST_CASE(a_name_whose_quotation_marks_would_make_the_line_too_long_is_encoded) // RFC 5322, 2.1.1
{
    auto message = example();
    message.from_name = std::string(800, '"');
    const auto from = mail::header_lines(message).front();
    for (std::string_view rest = from; !rest.empty();) {
        const auto line = rest.substr(0, rest.find("\r\n"));
        BOOST_TEST(line.size() <= 78U);
        rest.remove_prefix(std::min(line.size() + 2, rest.size()));
    }
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_encoded_to_their_end)
{
    const std::string subject(100, '\x80');
    BOOST_TEST((decoded(mail::encoded_words(subject)) == subject));
}

BOOST_AUTO_TEST_CASE(a_long_finnish_subject_survives_in_words_of_at_most_75_characters) // R-180
{
    std::string subject;
    for (int i = 0; i < 12; ++i) subject += "käyttäjätunnuksesi pääsee äänettömästi ";
    const auto encoded = mail::encoded_words(subject);
    BOOST_TEST(decoded(encoded) == subject);
    for (std::size_t start = 0; start < encoded.size();) {
        const auto end = std::min(encoded.find("\r\n", start), encoded.size());
        BOOST_TEST(end - start <= 76U); // the blank of a folded line included
        start = end + 2;
    }
}

BOOST_AUTO_TEST_CASE(no_encoded_word_splits_a_character) // R-180
{
    // 3-byte and 4-byte characters at every offset.
    for (std::size_t shift = 0; shift < 4; ++shift) {
        std::string subject(shift, 'x');
        for (int i = 0; i < 30; ++i) subject += "€😀";
        BOOST_TEST(decoded(mail::encoded_words(subject)) == subject);
        const auto encoded = mail::encoded_words(subject);
        for (std::size_t at = encoded.find("?B?"); at != std::string::npos; at = encoded.find("?B?", at + 1)) {
            const auto word = encoded.substr(at - 7, encoded.find("?=", at) + 2 - (at - 7));
            const auto bytes = decoded(word);
            BOOST_TEST((static_cast<unsigned char>(bytes.front()) & 0xC0U) != 0x80U);
        }
    }
}

BOOST_AUTO_TEST_CASE(line_breaks_become_crlf_once)
{
    BOOST_TEST(mail::with_crlf("a\nb\r\nc") == "a\r\nb\r\nc");
}
