#include "flow/csv_reader.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <sstream>

using flow::CsvReader;
using flow::CsvRecord;

namespace {

/// Every record as "line:cell|cell", and a broken one as "line:!".
std::string read_all(const std::string& text, char separator)
{
    std::istringstream input{text};
    CsvReader reader{input, separator};
    CsvRecord record;
    std::string all;
    while (true) {
        const auto outcome = reader.read(record);
        if (outcome == CsvReader::Outcome::end) return all;
        all += std::to_string(record.line) + ":";
        if (outcome == CsvReader::Outcome::broken) {
            all += "!\n";
            continue;
        }
        for (std::size_t i = 0; i < record.cells.size(); ++i) all += (i == 0 ? "" : "|") + record.cells[i];
        all += "\n";
    }
}

struct Case {
    const char* sentence;
    std::string text;
    std::string records;
};

std::ostream& operator<<(std::ostream& out, const Case& each)
{
    return out << each.sentence;
}

const Case cases[] = {
    {"an empty file has no records", "", ""},
    {"cells stand between separators", "a;b;c\n", "1:a|b|c\n"},
    {"the last line needs no end", "a;b\nc;d", "1:a|b\n2:c|d\n"},
    {"lines may end as in Windows", "a;b\r\nc;d\r\n", "1:a|b\n2:c|d\n"},
    {"lines may end as after two conversions", "a;\"b\r\r\nc\"\r\r\nd;e\r\r", "1:a|b\nc\n3:d|e\n"},
    {"empty lines are skipped and counted", "a\n\n\r\nb\n", "1:a\n4:b\n"},
    {"empty cells are cells", ";;\n", "1:||\n"},
    {"quotes hold separators", "\"a;b\";c\n", "1:a;b|c\n"},
    {"a doubled quote is one", "\"a\"\"b\";\"\"\"\"\n", "1:a\"b|\"\n"},
    {"quotes hold line ends", "\"a\nb\";c\nd;e\n", "1:a\nb|c\n3:d|e\n"},
    {"an empty cell in quotes", "\"\";a\n", "1:|a\n"},
    {"other separators are letters", "a,b\tc\n", "1:a,b\tc\n"},
    {"spaces stay", " a ;b \n", "1: a |b \n"},
    {"a quote within a cell breaks the record alone", "a\"b;c\nd;e\n", "1:!\n2:d|e\n"},
    {"text behind a closing quote breaks it", "\"a\"b;c\nd;e\n", "1:!\n2:d|e\n"},
    {"a quote without an end takes the rest", "a;b\n\"c;d\ne;f\n", "1:a|b\n2:!\n"},
    {"a quote right at the end has no end", "\"", "1:!\n"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(csv_reader)

BOOST_DATA_TEST_CASE(records_are_read_as_rfc_4180_has_them, cases, each)
{
    BOOST_TEST(read_all(each.text, ';') == each.records);
}

BOOST_AUTO_TEST_CASE(a_quote_without_an_end_never_takes_a_large_file_into_memory)
{
    std::string text = "\"a\n";
    for (int i = 0; i < 20000; ++i) text += "some line;\n";
    const auto all = read_all(text, ';');
    BOOST_TEST(all.starts_with("1:!\n"));
    BOOST_TEST(all.size() > 1000U); // it went on behind 64 KiB
}

BOOST_AUTO_TEST_CASE(the_separator_is_found_in_the_header)
{
    BOOST_TEST(flow::separator_of("id;email;old_name") == ';');
    BOOST_TEST(flow::separator_of("id,email,old_name") == ',');
    BOOST_TEST(flow::separator_of("id\temail") == '\t');
    BOOST_TEST(flow::separator_of("\"id;;;;\",email") == ',');
    BOOST_TEST(flow::separator_of("id") == ';');
    BOOST_TEST(flow::separator_of("") == ';');
}

BOOST_AUTO_TEST_CASE(no_cell_is_a_formula_for_a_spreadsheet_program)
{
    const std::pair<std::string, std::string> cells[] = {
        {"Virtanen", "Virtanen"},
        {"=1+1", "'=1+1"},
        {"+358 40 1", "'+358 40 1"},
        {"-", "'-"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"  =1", "'  =1"},
        {"\t=1", "' =1"},
        {"\n=1", "' =1"},
        {"\xC2\xA0=1", "'\xC2\xA0=1"},
        {"a=1", "a=1"},
        {"=HYPERLINK(\"x;y\")", "\"'=HYPERLINK(\"\"x;y\"\")\""},
        {"a;b", "\"a;b\""},
        {"a,b", "\"a,b\""},
        {"a\"b", "\"a\"\"b\""},
        {"a\r\nb", "a  b"},
        {"a\x7F=b", "a =b"},
        {"", ""},
    };
    for (const auto& [text, cell] : cells) BOOST_TEST(flow::csv_cell(text) == cell);
}

BOOST_AUTO_TEST_SUITE_END()
