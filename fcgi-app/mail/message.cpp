#include "mail/message.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <stdexcept>
#include <string_view>

namespace mail {
namespace {

// "=?UTF-8?B?" and "?=" take 12 of the 75 characters; 45 bytes become 60 characters of base64.
constexpr std::size_t bytes_in_word = 45;

std::string base64(std::string_view bytes)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        unsigned group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = (group << 8U) | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j) text += j <= count ? alphabet[(group >> (18 - 6 * j)) & 63U] : '=';
    }
    return text;
}

bool is_continuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// As many bytes as fit into one word without splitting a character; more than none for what is no UTF-8, too.
std::size_t word_length(std::string_view text)
{
    if (text.size() <= bytes_in_word) return text.size();
    std::size_t length = bytes_in_word;
    while (length > 0 && is_continuation(text[length])) --length;
    return length > 0 ? length : bytes_in_word;
}

bool is_printable_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

constexpr std::size_t longest_in_one_line = 900; ///< of RFC 5322's 998, with room for the field's name and an address

/// What a reader takes as it stands: plain, in one line (RFC 5322, 2.1.1), and no encoded-word of somebody else's.
bool stays_readable(std::string_view text)
{
    return is_printable_ascii(text) && text.size() <= longest_in_one_line && text.find("=?") == std::string_view::npos;
}

/// RFC 2047, as many words as it takes, each in a line.
std::string in_words(std::string_view utf8)
{
    std::string result;
    while (!utf8.empty()) {
        const std::size_t length = word_length(utf8);
        if (!result.empty()) result += "\r\n ";
        result += "=?UTF-8?B?" + base64(utf8.substr(0, length)) + "?=";
        utf8.remove_prefix(length);
    }
    return result;
}

void refuse_line_breaks(std::string_view text)
{
    if (text.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos)
        throw std::invalid_argument{"line break in a mail header"};
}

/// RFC 5322, 3.2.3: words with a single dot between two of them.
bool is_dot_atom(std::string_view text)
{
    return !text.empty() && !text.starts_with('.') && !text.ends_with('.') && text.find("..") == std::string_view::npos;
}

/// The address as it stands between < >: nothing that could end it or add another, or that readers take differently.
const std::string& single_address(const std::string& address)
{
    const std::string_view text{address};
    const bool safe = is_printable_ascii(text) && text.find_first_of(" ,;:<>()[]\\\"") == std::string_view::npos &&
                      std::ranges::count(text, '@') == 1 && is_dot_atom(text.substr(0, text.find('@'))) &&
                      is_dot_atom(text.substr(text.find('@') + 1));
    if (!safe) throw std::invalid_argument{"not one mail address"};
    return address;
}

std::string display_name(const std::string& name)
{
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    quoted += '"';
    return stays_readable(name) && quoted.size() <= longest_in_one_line ? quoted : in_words(name);
}

/// A name and its address, on two lines when one would be longer than RFC 5322, 2.1.1 wants it.
std::string mailbox_line(const std::string& field, const std::string& name, const std::string& address)
{
    constexpr std::size_t wanted = 78;
    const auto line_end = name.rfind('\n');
    const auto last_line = line_end == std::string::npos ? field.size() + name.size() : name.size() - line_end - 1;
    const bool fits = last_line + address.size() + std::string_view{" <>"}.size() <= wanted;
    return field + name + (fits ? " <" : "\r\n <") + address + ">";
}

} // namespace

std::string encoded_words(const std::string& utf8)
{
    return stays_readable(utf8) ? utf8 : in_words(utf8);
}

std::string rfc5322_date(base::Instant instant)
{
    static constexpr std::array<const char*, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{day};
    const std::string datetime = base::to_datetime(instant);
    const std::string weekday{weekdays[std::chrono::weekday{day}.c_encoding()]};
    const std::string month{months[static_cast<unsigned>(date.month()) - 1]};
    return weekday + ", " + datetime.substr(8, 2) + ' ' + month + ' ' + datetime.substr(0, 4) + ' ' +
           datetime.substr(11) + " +0000";
}

std::string with_crlf(const std::string& text)
{
    std::string result;
    result.reserve(text.size() + 64);
    for (const char c : text) {
        if (c == '\r') continue;
        if (c == '\n') result += '\r';
        result += c;
    }
    return result;
}

std::vector<std::string> header_lines(const Message& message)
{
    refuse_line_breaks(message.from_name);
    refuse_line_breaks(message.subject);
    for (const auto& value : {message.language, message.id})
        if (!is_printable_ascii(value)) throw std::invalid_argument{"a mail header beyond ASCII"};
    const std::string& from = single_address(message.from_address);
    (void)single_address(message.bounces_to); // no header, but part of the talk with the mail server
    const std::string domain = from.substr(from.find('@') + 1);
    return {
        mailbox_line("From: ", display_name(message.from_name), from),
        "To: <" + single_address(message.to) + ">",
        "Subject: " + encoded_words(message.subject),
        "Date: " + rfc5322_date(message.date),
        "Message-ID: <" + message.id + "@" + domain + ">",
        "Content-Language: " + message.language,
        // Vacation programs and mailing lists leave such mails unanswered (RFC 3834, 5).
        "Auto-Submitted: auto-generated",
    };
}

} // namespace mail
