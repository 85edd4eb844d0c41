#include "mail/delivery_report.hpp"

#include "base/text.hpp"

#include <gmime/gmime.h>

#include <algorithm>
#include <array>
#include <memory>

namespace mail {
namespace {

constexpr int deepest = 4; ///< multiparts around the report: mailing lists and virus scanners add one or two
constexpr int most_parts = 20;
constexpr std::size_t most_recipients = 20;
constexpr std::size_t most_clues = 50;
constexpr std::size_t longest_value = 1000;
constexpr std::size_t longest_status_part = 1U << 16U;

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Ref = std::unique_ptr<T, Unref>;

Ref<GMimeParser> parser_of(std::string_view text)
{
    const Ref<GMimeStream> stream{g_mime_stream_mem_new_with_buffer(text.data(), text.size())};
    return Ref<GMimeParser>{g_mime_parser_new_with_stream(stream.get())};
}

/// One line of text: what came from outside must not write a second one anywhere.
std::string one_line(const char* value)
{
    std::string line;
    for (const char c : value == nullptr ? std::string_view{} : std::string_view{value}.substr(0, longest_value)) {
        const bool is_blank = static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
        if (!is_blank)
            line += c;
        else if (!line.ends_with(' '))
            line += ' ';
    }
    return base::trimmed(line);
}

/// The values of the fields with one of these names, in lower case.
template <std::size_t Size>
void collect(GMimeObject* object, const std::array<std::string_view, Size>& names, std::vector<std::string>& values)
{
    auto* headers = g_mime_object_get_header_list(object);
    const int count = g_mime_header_list_get_count(headers);
    for (int i = 0; i < count && values.size() < most_clues; ++i) {
        auto* header = g_mime_header_list_get_header_at(headers, i);
        const auto name = base::ascii_lower(g_mime_header_get_name(header));
        if (std::ranges::find(names, name) != names.end()) values.push_back(one_line(g_mime_header_get_value(header)));
    }
}

constexpr std::array<std::string_view, 7> of_the_report{
    "to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "in-reply-to", "references"};
constexpr std::array<std::string_view, 3> of_the_returned_mail{"message-id", "return-path", "x-envelope-from"};

std::string type_of(GMimeObject* object)
{
    auto* type = g_mime_object_get_content_type(object);
    return base::ascii_lower(g_mime_content_type_get_media_type(type)) + '/' +
           base::ascii_lower(g_mime_content_type_get_media_subtype(type));
}

/// The content of a part, decoded.
std::string content_of(GMimeObject* part)
{
    auto* content = GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : nullptr;
    if (content == nullptr) return "";
    const Ref<GMimeStream> stream{g_mime_stream_mem_new()};
    g_mime_data_wrapper_write_to_stream(content, stream.get());
    const auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), std::min<std::size_t>(bytes->len, longest_status_part)};
}

/// Header fields that are the content of a part.
Ref<GMimeObject> fields_in(std::string_view text)
{
    const auto parser = parser_of(text);
    return Ref<GMimeObject>{g_mime_parser_construct_part(parser.get(), nullptr)};
}

std::string field(GMimeObject* fields, const char* name)
{
    return one_line(g_mime_object_get_header(fields, name));
}

std::optional<ReportAction> action_named(const std::string& name)
{
    const auto word = base::ascii_lower(name.substr(0, name.find_first_of(" ;(")));
    if (word == "failed") return ReportAction::failed;
    if (word == "delayed") return ReportAction::delayed;
    if (word == "delivered" || word == "relayed" || word == "expanded") return ReportAction::delivered;
    return std::nullopt;
}

/// What the server replied says more than a status of "something else".
std::string most_telling_status(const std::string& status, const std::string& diagnostic)
{
    const auto stated = status_in_reply(status);
    const auto replied = status_in_reply(diagnostic);
    const bool says_little = stated.empty() || stated.ends_with(".0.0");
    return says_little && !replied.empty() && (stated.empty() || stated.front() == replied.front()) ? replied : stated;
}

std::optional<RecipientReport> read_recipient(std::string_view block)
{
    const auto fields = fields_in(block);
    if (!fields) return std::nullopt;
    const auto action = action_named(field(fields.get(), "Action"));
    if (!action) return std::nullopt;
    const auto status = field(fields.get(), "Status");
    const auto diagnostic = field(fields.get(), "Diagnostic-Code");
    return RecipientReport{*action, most_telling_status(status, diagnostic), diagnostic.empty() ? status : diagnostic};
}

/// Blocks of fields with empty lines between: the first is about the whole mail, each other one about a recipient.
void read_status(std::string text, DeliveryReport& report)
{
    std::erase(text, '\r');
    text += "\n\n";
    for (std::size_t begin = 0; begin < text.size() && report.recipients.size() < most_recipients;) {
        const auto end = text.find("\n\n", begin);
        const auto next = std::min(end, text.size() - 2) + 2;
        if (auto recipient = read_recipient(std::string_view{text}.substr(begin, next - begin)))
            report.recipients.push_back(*std::move(recipient));
        begin = next;
    }
}

void read_part(GMimeObject* part, DeliveryReport& report)
{
    const auto type = type_of(part);
    if (type == "message/delivery-status" || type == "message/global-delivery-status")
        read_status(content_of(part), report);
    else if (type == "text/rfc822-headers" || type == "message/global-headers") {
        if (const auto fields = fields_in(content_of(part) + "\n\n"))
            collect(fields.get(), of_the_returned_mail, report.clues);
    } else if (GMIME_IS_MESSAGE_PART(part)) {
        if (auto* returned = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)))
            collect(GMIME_OBJECT(returned), of_the_returned_mail, report.clues);
    }
}

/// The multipart/report, which stands alone or in a few multiparts that others have put around it.
GMimeMultipart* find_report(GMimeObject* object, int depth)
{
    if (object == nullptr || depth > deepest || !GMIME_IS_MULTIPART(object)) return nullptr;
    auto* parts = GMIME_MULTIPART(object);
    if (type_of(object) == "multipart/report") return parts;
    const int count = std::min(g_mime_multipart_get_count(parts), most_parts);
    for (int i = 0; i < count; ++i)
        if (auto* found = find_report(g_mime_multipart_get_part(parts, i), depth + 1)) return found;
    return nullptr;
}

} // namespace

std::optional<DeliveryReport> parse_delivery_report(std::string_view message)
{
    static const bool is_ready = (g_mime_init(), true);
    (void)is_ready;
    const auto parser = parser_of(message.substr(0, longest_report));
    const Ref<GMimeMessage> parsed{g_mime_parser_construct_message(parser.get(), nullptr)};
    if (!parsed) return std::nullopt;
    auto* parts = find_report(g_mime_message_get_mime_part(parsed.get()), 1);
    if (parts == nullptr) return std::nullopt;

    DeliveryReport report;
    collect(GMIME_OBJECT(parsed.get()), of_the_report, report.clues);
    const int count = std::min(g_mime_multipart_get_count(parts), most_parts);
    for (int i = 0; i < count; ++i) read_part(g_mime_multipart_get_part(parts, i), report);
    return report.recipients.empty() ? std::nullopt : std::optional{std::move(report)};
}

} // namespace mail
