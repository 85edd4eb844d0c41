#include "flow/csv_reader.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace flow {
namespace {

constexpr std::size_t most_record = 64UL * 1024;

/// Takes one cell, and the separator behind it, from `text`. Nullopt: broken, or `is_open` when its quote has no end yet.
std::optional<std::string> take_quoted(std::string_view& text, bool& is_open)
{
    std::string cell;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] != '"') {
            cell += text[i];
        } else if (i + 1 < text.size() && text[i + 1] == '"') {
            cell += text[i++];
        } else {
            text.remove_prefix(i + 1);
            return cell;
        }
    }
    is_open = true;
    return std::nullopt;
}

std::optional<std::string> take_plain(std::string_view& text, char separator)
{
    const auto end = std::min(text.find(separator), text.size());
    std::string cell{text.substr(0, end)};
    text.remove_prefix(end);
    if (cell.find('"') != std::string::npos) return std::nullopt;
    return cell;
}

} // namespace

bool CsvReader::take_line(std::string& line)
{
    if (!std::getline(input_, line)) return false;
    ++line_;
    // More than one is left where a file went through two conversions; none of them is part of a cell.
    while (line.ends_with('\r')) line.pop_back();
    return true;
}

CsvReader::Outcome CsvReader::read(CsvRecord& record)
{
    std::string text;
    do {
        if (!take_line(text)) return Outcome::end;
    } while (text.empty());
    record.line = line_;
    return read_cells(text, record);
}

/// `text` grows by further lines while a quote is open.
CsvReader::Outcome CsvReader::read_cells(std::string& text, CsvRecord& record)
{
    record.cells.clear();
    std::string_view rest{text};
    while (true) {
        bool is_open = false;
        auto cell = rest.starts_with('"') ? take_quoted(rest, is_open) : take_plain(rest, separator_);
        if (is_open) {
            std::string more;
            if (text.size() > most_record || !take_line(more)) return Outcome::broken;
            const auto begun = text.size() - rest.size();
            text += '\n' + more;
            rest = std::string_view{text}.substr(begun);
            continue;
        }
        if (!cell || (!rest.empty() && rest.front() != separator_)) return Outcome::broken;
        record.cells.push_back(*std::move(cell));
        if (rest.empty()) return Outcome::record;
        rest.remove_prefix(1);
    }
}

char separator_of(std::string_view header)
{
    constexpr std::array separators{';', ',', '\t'};
    std::array<std::size_t, separators.size()> counts{};
    bool in_quotes = false;
    for (const char c : header) {
        if (c == '"') in_quotes = !in_quotes;
        const auto* const found = std::ranges::find(separators, c);
        if (!in_quotes && found != separators.end()) ++counts.at(static_cast<std::size_t>(found - separators.begin()));
    }
    const auto* const most = std::ranges::max_element(counts);
    return separators.at(static_cast<std::size_t>(most - counts.begin()));
}

std::string csv_cell(std::string_view text)
{
    std::string cell{text};
    std::ranges::replace_if(
        cell, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }, ' ');
    const auto shown = base::trimmed(cell);
    if (!shown.empty() && std::string_view{"=+-@"}.find(shown.front()) != std::string_view::npos)
        cell.insert(0, 1, '\'');
    if (cell.find_first_of(";,\"\t") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (const char c : cell) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

} // namespace flow
