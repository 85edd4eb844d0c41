#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flow {

/// One record of a CSV file, and the line that it begins on, from 1.
struct CsvRecord {
    std::uint64_t line = 0;
    std::vector<std::string> cells;
};

/// Reads CSV (RFC 4180) record by record: cells in quotes may hold separators, doubled quotes and line ends; lines end with
/// LF or CRLF; empty lines are skipped. Memory is that of one record.
class CsvReader {
public:
    /// separator  of cells: ';', ',' or a tab.
    CsvReader(std::istream& input, char separator) : input_{input}, separator_{separator} {}

    enum class Outcome { record, broken, end };

    /// `broken`: the record has a quote that never ends within 64 KiB, text behind a closing quote, or a quote within a cell
    /// without quotes; reading goes on at the next line.
    [[nodiscard]] Outcome read(CsvRecord& record);

private:
    [[nodiscard]] bool take_line(std::string& line);
    [[nodiscard]] Outcome read_cells(std::string& text, CsvRecord& record);

    std::istream& input_;
    char separator_;
    std::uint64_t line_ = 0;
};

/// The separator of a header line: the one of ';', ',' and tab that occurs most often in it outside of quotes; ';' when
/// none does.
[[nodiscard]] char separator_of(std::string_view header);

/// A text for a cell of a file that spreadsheet programs open: in quotes where needed, on one line, and with an apostrophe
/// in front where it would be a formula (=, +, -, @, also after spaces, U+00A0 among them). Source: OWASP, CSV Injection.
[[nodiscard]] std::string csv_cell(std::string_view text);

} // namespace flow
