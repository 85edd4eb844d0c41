// The header of a mail: whatever stands in a message, it holds the seven fields that we write, as an
// independent reader sees them. The input is from_name, from_address, bounces_to, to, subject, language and id, each ended by
// the character U+001E.
#include "mail/message.hpp"

#include "base/text.hpp"
#include "fuzz.hpp"

#include <gmime/gmime.h>

#include <memory>
#include <stdexcept>

using fuzz::promise;

namespace {

/// Of the seven without Content-Language, which GMime files with the body.
constexpr int fields_of_ours = 6;

/// Bytes of UTF-8 that fit into one encoded word (RFC 2047), with room for a character that is not split.
constexpr std::size_t one_encoded_word = 42;

mail::Message message_of(std::string_view input)
{
    const auto next = [&] { return std::string{fuzz::take(input, '\x1E')}; };
    mail::Message message;
    message.from_name = next();
    message.from_address = next();
    message.bounces_to = next();
    message.to = next();
    message.subject = next();
    message.language = next();
    message.id = next();
    return message;
}

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};

std::unique_ptr<GMimeMessage, Unref> read(const std::string& header)
{
    const std::unique_ptr<GMimeStream, Unref> stream{g_mime_stream_mem_new_with_buffer(header.data(), header.size())};
    const std::unique_ptr<GMimeParser, Unref> parser{g_mime_parser_new_with_stream(stream.get())};
    return std::unique_ptr<GMimeMessage, Unref>{g_mime_parser_construct_message(parser.get(), nullptr)};
}

std::string text_of(const char* text)
{
    return text == nullptr ? "" : text;
}

void examine_address(InternetAddressList* list, const std::string& name, const std::string& address)
{
    promise(internet_address_list_length(list) == 1, "a mail is from one sender, to one person");
    auto* only = internet_address_list_get_address(list, 0);
    promise(INTERNET_ADDRESS_IS_MAILBOX(only), "an address is no group");
    // A name of the DNS that begins with "xn--" is shown as the one that it stands for, and not every one stands for one.
    const auto* found = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(only));
    if (!fuzz::contains(base::ascii_lower(address), "xn--")) promise(found == address, "the address is the one meant");
    // A reader may fold blanks, and sees no name in one of blanks alone. Readers differ, too, on names of several encoded
    // words: some put a blank between them.
    if (name.size() <= one_encoded_word && base::is_utf8(name) && !base::has_control_characters(name) &&
        !fuzz::contains(name, "  ") && base::trimmed(name) == name)
        promise(text_of(internet_address_get_name(only)) == name, "the sender's name is read as it was meant");
}

void examine_line(const std::string& line)
{
    for (std::size_t at = 0; (at = line.find_first_of(std::string_view{"\r\n\0", 3}, at)) != std::string::npos; at += 3)
        promise(line.compare(at, 3, "\r\n ") == 0, "a line of a header goes on with a blank");
    for (std::string_view rest = line; !rest.empty();)
        promise(fuzz::take(rest, '\n').size() <= 998, "a line is as short as RFC 5322 wants it");
}

} // namespace

void examine(std::string_view input)
{
    static const bool is_ready = (g_mime_init(), true);
    (void)is_ready;
    const auto message = message_of(input);
    if (message.from_address.size() + message.to.size() + message.id.size() + message.language.size() > 900) return;
    std::vector<std::string> lines;
    try {
        lines = mail::header_lines(message);
    } catch (const std::invalid_argument&) {
        return;
    }
    std::string header;
    for (const auto& line : lines) {
        examine_line(line);
        header += line + "\r\n";
    }
    const auto parsed = read(header + "\r\n");
    auto* object = GMIME_OBJECT(parsed.get());
    promise(g_mime_header_list_get_count(g_mime_object_get_header_list(object)) == fields_of_ours, "no field is added");
    examine_address(g_mime_message_get_from(parsed.get()), message.from_name, message.from_address);
    examine_address(g_mime_message_get_to(parsed.get()), "", message.to);
    if (message.subject.size() <= one_encoded_word && base::is_utf8(message.subject) &&
        base::trimmed(message.subject) == message.subject)
        promise(
            text_of(g_mime_message_get_subject(parsed.get())) == message.subject,
            "the subject is read as it was meant");
}
