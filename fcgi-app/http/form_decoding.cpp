#include "http/form_decoding.hpp"

#include "base/text.hpp"

#include <cgicc/CgiInput.h>
#include <cgicc/Cgicc.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace http {
namespace {

/// Shows cgicc one query and nothing else: it would merge a body into the fields, trust CONTENT_LENGTH, and take
/// multipart data without a boundary. A form body is shown to it as a query as well, since the
/// grammar is the same and no length is involved.
class QueryInput : public cgicc::CgiInput {
public:
    explicit QueryInput(std::string query) : query_{std::move(query)} {}
    std::size_t read(char* /*data*/, std::size_t /*length*/) override { return 0; }
    std::string getenv(const char* name) override
    {
        if (std::string_view{name} == "REQUEST_METHOD") return "GET";
        if (std::string_view{name} == "QUERY_STRING") return query_;
        return "";
    }

private:
    std::string query_;
};

bool begins_escape(std::string_view text)
{
    const auto is_hex = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
    return text.size() >= 3 && is_hex(text[1]) && is_hex(text[2]);
}

/// The data in the spelling that cgicc 3.2.19 reads as the standard means it (tried): it also separates at ";", and it
/// drops a last name that has neither "=" nor "&" behind it.
std::string spelled_for_cgicc(std::string_view urlencoded)
{
    std::string spelled;
    spelled.reserve(urlencoded.size() + 1);
    for (std::size_t i = 0; i < urlencoded.size(); ++i) {
        const char c = urlencoded[i];
        if (c == ';') {
            spelled += "%3B";
        } else if (c == '%' && !begins_escape(urlencoded.substr(i))) {
            spelled += "%25";
        } else {
            spelled += c;
        }
    }
    return spelled + "&";
}

/// The one field of several lines, in which people write to the city. What was a new line or a tab is a space: every text
/// that is kept or printed stays one line.
constexpr std::string_view field_of_lines = "message";

std::string one_line(std::string text)
{
    constexpr std::string_view end_of_line = "\r\n"; // as browsers send it
    for (auto at = text.find(end_of_line); at != std::string::npos; at = text.find(end_of_line, at))
        text.replace(at, end_of_line.size(), " ");
    std::ranges::replace_if(
        text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return text;
}

/// What people type or paste, passwords excepted: a tab comes with what was copied out of a table.
constexpr std::array<std::string_view, 9> fields_of_text{"user_name", "email", "new_email", "given_name", "family_name",
                                                         "old_name",  "who",   "into",      "reason"};

std::string as_typed(const std::string& name, std::string value)
{
    if (name == field_of_lines) return one_line(std::move(value));
    if (std::ranges::find(fields_of_text, name) != fields_of_text.end()) std::ranges::replace(value, '\t', ' ');
    return value;
}

bool is_plain_text(const std::string& text)
{
    return base::is_utf8(text) && !base::has_control_characters(text);
}

} // namespace

std::optional<Fields> decode_fields(std::string_view urlencoded)
{
    if (urlencoded.empty()) return Fields{};
    if (std::ranges::count(urlencoded, '&') >= static_cast<std::ptrdiff_t>(max_fields)) return std::nullopt;
    QueryInput input{spelled_for_cgicc(urlencoded)};
    const cgicc::Cgicc parser{&input};
    std::vector<std::pair<std::string, std::string>> fields;
    for (const auto& entry : parser.getElements()) {
        fields.emplace_back(entry.getName(), as_typed(entry.getName(), entry.getValue()));
        if (!is_plain_text(fields.back().first) || !is_plain_text(fields.back().second)) return std::nullopt;
    }
    return Fields{std::move(fields)};
}

} // namespace http
