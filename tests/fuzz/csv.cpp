// The CSV file of old users: cells come back as they were written, and every row is a user or a fault.
#include "flow/csv_reader.hpp"
#include "flow/import_csv.hpp"

#include "base/text.hpp"
#include "fuzz.hpp"
#include "scratch.hpp"

#include <sstream>

using fuzz::promise;

namespace {

using flow::CsvReader;
using flow::CsvRecord;

/// RFC 4180, with every cell in quotes.
std::string written(const CsvRecord& record, char separator)
{
    std::string line;
    for (const auto& cell : record.cells) {
        if (&cell != &record.cells.front()) line += separator;
        line += '"';
        for (const char c : cell) line += c == '"' ? "\"\"" : std::string{c};
        line += '"';
    }
    return line + '\n';
}

CsvRecord only_record(const std::string& text, char separator)
{
    std::istringstream stream{text};
    CsvReader reader{stream, separator};
    CsvRecord record;
    promise(reader.read(record) == CsvReader::Outcome::record, "what was written can be read");
    CsvRecord next;
    promise(reader.read(next) == CsvReader::Outcome::end, "as one record");
    return record;
}

void examine_records(const std::string& text)
{
    const auto separator = flow::separator_of(std::string_view{text}.substr(0, text.find('\n')));
    std::istringstream stream{text};
    CsvReader reader{stream, separator};
    CsvRecord record;
    std::uint64_t line = 0;
    for (auto outcome = reader.read(record); outcome != CsvReader::Outcome::end; outcome = reader.read(record)) {
        promise(record.line > line, "each record begins on a later line");
        line = record.line;
        if (outcome == CsvReader::Outcome::broken) continue;
        promise(only_record(written(record, separator), separator).cells == record.cells, "cells come back unchanged");
    }
}

void examine_cell(const std::string& text)
{
    const auto cell = flow::csv_cell(text);
    if (cell.empty()) return promise(text.empty(), "a text has a cell");
    const auto record = only_record(cell + '\n', ';');
    promise(record.cells.size() == 1, "a text is one cell");
    const auto shown = base::trimmed(record.cells.front());
    promise(shown.empty() || !fuzz::contains("=+-@", {shown.data(), 1}), "a cell is no formula");
}

void examine_users(std::string_view text)
{
    static const fuzz::Scratch scratch;
    flow::PortalCsv csv{scratch.write("users.csv", text), std::nullopt, true, 2};
    for (auto users = csv.next(); !users.empty(); users = csv.next()) {
        promise(users.size() <= 2 && csv.done() <= csv.total(), "users come a few at a time");
        for (const auto& user : users) {
            promise(!user.id.empty() && user.id.size() <= 64, "a user has an id");
            promise(
                base::is_utf8(user.id + user.email + user.old_name + user.given_name + user.family_name), "in UTF-8");
        }
    }
    promise(csv.faults().size() <= 101, "faults are few enough to read");
}

} // namespace

void examine(std::string_view input)
{
    examine_records(std::string{input});
    examine_cell(std::string{input});
    examine_users(input);
}
