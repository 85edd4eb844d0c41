#include "flow/import_csv.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <stdexcept>

namespace flow {
namespace {

constexpr std::size_t most_faults = 100;
constexpr std::size_t most_id = 64; ///< bytes of the column legacy_user.portal_user_id
constexpr std::array known_columns{"id",       "old_name",  "email",  "given_name",   "family_name",
                                   "language", "last_used", "closed", "password_hash"};
constexpr const char* not_utf8 =
    "a letter is not UTF-8: write it anew; --encoding latin1 is right only where all of the file is Windows-1252";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::ifstream opened(const std::string& file)
{
    std::ifstream stream{file, std::ios::binary};
    if (!stream || std::filesystem::is_directory(file)) throw std::runtime_error{"cannot read " + file};
    return stream;
}

/// True when some letter beyond ASCII is in UTF-8, whatever the rest of the text is.
bool holds_utf8_letter(std::string_view text)
{
    constexpr std::size_t longest = 4;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (static_cast<unsigned char>(text[i]) < 0x80) continue;
        for (std::size_t size = 2; size <= longest; ++size)
            if (i + size <= text.size() && base::is_utf8(text.substr(i, size))) return true;
    }
    return false;
}

/// Of a file that is neither, since a letter was cut somewhere, UTF-8: read so, each such place is a fault with its line.
CsvEncoding found_out(const std::string& file)
{
    auto stream = opened(file);
    bool is_utf8 = true;
    bool has_letters = false;
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with(byte_order_mark)) return CsvEncoding::utf8;
        is_utf8 = is_utf8 && base::is_utf8(line);
        has_letters = has_letters || holds_utf8_letter(line);
    }
    return is_utf8 || has_letters ? CsvEncoding::utf8 : CsvEncoding::latin1;
}

std::optional<base::Instant> date_of(unsigned year, unsigned month, unsigned day)
{
    const std::chrono::year_month_day date{
        std::chrono::year{static_cast<int>(year)}, std::chrono::month{month}, std::chrono::day{day}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date};
}

struct LastUsed {
    bool is_readable = false;
    std::optional<base::Instant> at{}; ///< nullopt: not known
};

/// Takes digits, at most `most` of them, and then `behind` when there is one, from the front of `text`.
std::optional<unsigned> take_number(std::string_view& text, std::size_t most, char behind)
{
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > most) return std::nullopt;
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + digits, value);
    text.remove_prefix(digits);
    if (behind == '\0') return value;
    if (!text.starts_with(behind)) return std::nullopt;
    text.remove_prefix(1);
    return value;
}

/// Three numbers with `between` between them.
std::optional<std::array<unsigned, 3>> take_date(std::string_view& text, char between, std::size_t most_of_first)
{
    const auto first = take_number(text, most_of_first, between);
    const auto second = first ? take_number(text, 2, between) : std::nullopt;
    const auto third = second ? take_number(text, most_of_first == 4 ? 2 : 4, '\0') : std::nullopt;
    if (!third) return std::nullopt;
    return std::array{*first, *second, *third};
}

/// The hour does not matter: who was last seen is compared with years.
LastUsed last_used_of(const std::string& text)
{
    if (text.empty()) return {true};
    const bool is_finnish = text.find('.') < text.find('-');
    std::string_view rest{text};
    const auto parts = is_finnish ? take_date(rest, '.', 2) : take_date(rest, '-', 4);
    if (!parts || (!rest.empty() && rest.front() != ' ' && rest.front() != 'T')) return {};
    const auto& [first, second, third] = *parts;
    if (first + second + third == 0) return {true}; // "never" of old MySQL
    const auto at = is_finnish ? date_of(third, second, first) : date_of(first, second, third);
    if (!at) return {};
    return {true, *at < base::Instant{} ? std::nullopt : at};
}

std::optional<bool> closed_of(const std::string& text)
{
    const auto word = base::ascii_lower(text);
    if (word.empty() || word == "0" || word == "false" || word == "no" || word == "null") return false;
    if (word == "1" || word == "true" || word == "yes") return true;
    return std::nullopt;
}

} // namespace

PortalCsv::PortalCsv(
    const std::string& file, std::optional<CsvEncoding> encoding, bool with_hashes, unsigned rows_at_once)
    : file_{file}, stream_{opened(file)}, size_{std::filesystem::file_size(file)},
      encoding_{encoding ? *encoding : found_out(file)}, with_hashes_{with_hashes}, rows_at_once_{rows_at_once}
{
    read_header();
}

void PortalCsv::fault(std::uint64_t line, const std::string& what)
{
    if (faults_.size() < most_faults)
        faults_.push_back("line " + std::to_string(line) + ": " + what);
    else if (++faults_left_out_ == 1)
        faults_.push_back("… and further faults");
}

void PortalCsv::read_header()
{
    std::string mark(byte_order_mark.size(), '\0');
    stream_.read(mark.data(), static_cast<std::streamsize>(mark.size()));
    if (mark.starts_with("\xFF\xFE") || mark.starts_with("\xFE\xFF")) return fault(1, "UTF-16; save the file as UTF-8");
    if (mark != byte_order_mark) {
        stream_.clear();
        stream_.seekg(0);
    }
    const auto begin = stream_.tellg();
    std::string first;
    std::getline(stream_, first);
    while (first.ends_with('\r')) first.pop_back();
    if (first.find('\r') != std::string::npos)
        return fault(1, "lines end with CR alone; save the file with LF or CRLF");
    separator_ = separator_of(first);
    stream_.clear();
    stream_.seekg(begin);
    reader_.emplace(stream_, separator_);
    CsvRecord header;
    if (reader_->read(header) == CsvReader::Outcome::record)
        name_columns(header);
    else
        fault(1, "no line with the names of the columns");
}

void PortalCsv::name_columns(const CsvRecord& header)
{
    width_ = header.cells.size();
    for (std::size_t i = 0; i < width_; ++i) {
        const auto name = base::ascii_lower(base::trimmed(header.cells[i]));
        const bool is_known = std::ranges::find(known_columns, name) != known_columns.end();
        if (is_known && !columns_.emplace(name, i).second) fault(header.line, "two columns are called " + name);
    }
    for (const auto* name : {"id", "email"})
        if (!columns_.contains(name)) fault(header.line, std::string{"no column is called "} + name);
}

std::string PortalCsv::cell(const CsvRecord& record, const std::string& column) const
{
    const auto found = columns_.find(column);
    if (found == columns_.end()) return "";
    const auto& text = record.cells[found->second];
    return encoding_ == CsvEncoding::latin1 ? base::from_windows_1252(text) : text;
}

std::optional<store::PortalUser> PortalCsv::user_of(const CsvRecord& record)
{
    if (record.cells.size() != width_) {
        fault(
            record.line,
            std::to_string(record.cells.size()) + " cells, where the first line has " + std::to_string(width_));
        return std::nullopt;
    }
    const auto last_used = last_used_of(base::trimmed(cell(record, "last_used")));
    const auto closed = closed_of(base::trimmed(cell(record, "closed")));
    if (!last_used.is_readable) fault(record.line, "last_used is no date: write 2026-01-31");
    if (!closed) fault(record.line, "closed is neither 0 nor 1");
    if (!last_used.is_readable || !closed) return std::nullopt;
    store::PortalUser user{
        .id = base::trimmed(cell(record, "id")),
        .old_name = cell(record, "old_name"),
        .email = cell(record, "email"),
        .given_name = cell(record, "given_name"),
        .family_name = cell(record, "family_name"),
        .language = cell(record, "language"),
        .last_used = last_used.at,
        .closed = *closed};
    if (user.id.empty() || user.id.size() > most_id) {
        fault(record.line, "the id is missing, or longer than 64 bytes");
        return std::nullopt;
    }
    if (with_hashes_) user.password_hash = base::trimmed(cell(record, "password_hash"));
    for (const auto* text : {&user.id, &user.old_name, &user.email, &user.given_name, &user.family_name})
        if (!base::is_utf8(*text)) {
            fault(record.line, not_utf8);
            return std::nullopt;
        }
    return user;
}

std::vector<store::PortalUser> PortalCsv::next()
{
    std::vector<store::PortalUser> users;
    CsvRecord record;
    while (users.size() < rows_at_once_ && !columns_.empty()) {
        const auto outcome = reader_->read(record);
        if (outcome == CsvReader::Outcome::end) {
            done_ = size_;
            break;
        }
        if (outcome == CsvReader::Outcome::broken)
            fault(record.line, "a quote has no end, or stands within a cell; write it twice, and the cell in quotes");
        else if (auto user = user_of(record))
            users.push_back(*std::move(user));
    }
    if (const auto at = stream_.tellg(); at >= 0) done_ = static_cast<std::uint64_t>(at);
    return users;
}

} // namespace flow
