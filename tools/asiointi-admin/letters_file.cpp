#include "letters_file.hpp"

#include "base/text.hpp"
#include "new_file.hpp"

#include <stdexcept>

namespace admin {
namespace {

constexpr unsigned page = 1000;

const char* name_of(store::LetterReason reason)
{
    switch (reason) {
    case store::LetterReason::no_address:
        return "no_address";
    case store::LetterReason::invalid_address:
        return "invalid_address";
    case store::LetterReason::bounced:
        return "bounced";
    case store::LetterReason::not_theirs:
        return "not_theirs";
    }
    throw std::logic_error("unknown reason for a letter");
}

std::string line_of(const store::PaperLetter& letter)
{
    return csv_field(letter.portal_id) + ';' + csv_field(letter.old_name) + ';' + csv_field(letter.given_name) + ';' +
           csv_field(letter.family_name) + ';' + csv_field(letter.language) + ';' + csv_field(name_of(letter.reason)) +
           "\r\n";
}

} // namespace

std::string csv_field(const std::string& text)
{
    std::string field = "\"";
    // A spreadsheet would compute what begins so, whatever the quotation marks; white space before it does not help.
    const auto content = base::trimmed(text);
    if (!content.empty() && std::string_view{"=+-@"}.find(content.front()) != std::string_view::npos) field += '\'';
    for (const char c : content) {
        if (c == '"') field += '"';
        field += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return field + '"';
}

unsigned write_letters(store::Database& db, const std::string& file)
{
    constexpr mode_t for_its_owner = 0600;
    NewFile out{file, for_its_owner};
    out.write("\xEF\xBB\xBF\"portal_id\";\"old_user_name\";\"given_name\";\"family_name\";\"language\";\"reason\"\r\n");
    unsigned count = 0;
    std::string after;
    while (true) {
        const auto letters = store::list_paper_letters(db, after, page);
        for (const auto& letter : letters) out.write(line_of(letter));
        count += static_cast<unsigned>(letters.size());
        if (letters.size() < page) break;
        after = letters.back().portal_id;
    }
    out.keep();
    return count;
}

} // namespace admin
