#include "flow/import_csv.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <ostream>
#include <unistd.h>

using flow::CsvEncoding;
using flow::PortalCsv;

namespace {

/// A file that ends with the test.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& text) { std::ofstream{path_, std::ios::binary} << text; }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { std::filesystem::remove(path_); }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_ =
        (std::filesystem::temp_directory_path() / ("asiointi-csv-" + std::to_string(::getpid()) + ".csv")).string();
};

struct Read {
    std::vector<store::PortalUser> users;
    std::vector<std::string> faults;
};

Read read(const std::string& text, std::optional<CsvEncoding> encoding = std::nullopt, unsigned at_once = 2)
{
    const TemporaryFile file{text};
    PortalCsv csv{file.path(), encoding, true, at_once};
    Read result;
    for (auto users = csv.next(); !users.empty(); users = csv.next())
        result.users.insert(result.users.end(), users.begin(), users.end());
    BOOST_TEST(csv.done() == (csv.faults().empty() ? csv.total() : csv.done()));
    result.faults = csv.faults();
    return result;
}

struct Fault {
    const char* sentence;
    std::string text;
    std::string fault;
};

std::ostream& operator<<(std::ostream& out, const Fault& each)
{
    return out << each.sentence;
}

const Fault faults[] = {
    {"an empty file", "", "line 1: no line with the names of the columns"},
    {"a missing id", "email;name\na@example.com;b\n", "line 1: no column is called id"},
    {"a missing address", "id;name\n1;b\n", "line 1: no column is called email"},
    {"a column twice", "id;email;ID\n1;a@example.com;2\n", "line 1: two columns are called id"},
    {"too few cells", "id;email\n1;a@example.com\n2\n", "line 3: 1 cells, where the first line has 2"},
    {"too many cells", "id;email\n1;a@example.com;\n", "line 2: 3 cells, where the first line has 2"},
    {"a broken quote", "id;email\n1;a\"b\n",
     "line 2: a quote has no end, or stands within a cell; write it twice, and the cell in quotes"},
    {"a user without an id", "id;email\n;a@example.com\n", "line 2: the id is missing, or longer than 64 bytes"},
    {"an endless id", "id;email\n" + std::string(65, '1') + ";\n",
     "line 2: the id is missing, or longer than 64 bytes"},
    {"a day that does not exist", "id;email;last_used\n1;;2026-02-30\n",
     "line 2: last_used is no date: write 2026-01-31"},
    {"a month without a day", "id;email;last_used\n1;;2026-02\n", "line 2: last_used is no date: write 2026-01-31"},
    {"words for a day", "id;email;last_used\n1;;eilen\n", "line 2: last_used is no date: write 2026-01-31"},
    {"an American day", "id;email;last_used\n1;;01/31/2026\n", "line 2: last_used is no date: write 2026-01-31"},
    {"a year of five digits", "id;email;last_used\n1;;12026-01-31\n", "line 2: last_used is no date: write 2026-01-31"},
    {"a Finnish year of five digits", "id;email;last_used\n1;;31.1.12026\n",
     "line 2: last_used is no date: write 2026-01-31"},
    {"a day without digits", "id;email;last_used\n1;;.1.2026\n", "line 2: last_used is no date: write 2026-01-31"},
    {"letters behind a day", "id;email;last_used\n1;;2026-01-31x\n", "line 2: last_used is no date: write 2026-01-31"},
    {"words for closed", "id;email;closed\n1;;K\n", "line 2: closed is neither 0 nor 1"},
    {"line ends of an old Macintosh program", "id;email;closed\r1;a@example.com;0\r2;b@example.com;0\r",
     "line 1: lines end with CR alone; save the file with LF or CRLF"},
    {"the same behind a byte order mark", "\xEF\xBB\xBFid;email;closed\r1;a@example.com;0\r",
     "line 1: lines end with CR alone; save the file with LF or CRLF"},
    {"UTF-16", "\xFF\xFEi\0d\0", "line 1: UTF-16; save the file as UTF-8"},
    {"UTF-16 in the other order of bytes", "\xFE\xFF\0i\0d", "line 1: UTF-16; save the file as UTF-8"},
};

const std::string not_utf8 =
    "a letter is not UTF-8: write it anew; --encoding latin1 is right only where all of the file is Windows-1252";

struct Mixed {
    const char* sentence;
    std::string text;
    std::string fault;
};

std::ostream& operator<<(std::ostream& out, const Mixed& each)
{
    return out << each.sentence;
}

const Mixed mixed[] = {
    {"a letter cut in a file in UTF-8", "id;email;family_name\n1;;Mäkinen\n2;;H\xC3m\n", "line 3: "},
    {"a letter cut before the first whole one", "id;email;family_name\n1;;H\xC3m\n2;;Mäkinen\n", "line 2: "},
    {"a letter cut in the very line of a whole one", "id;email;given_name;family_name\n1;;Päivi;M\xC3kinen\n",
     "line 2: "},
    {"a byte order mark before letters of Windows-1252", "\xEF\xBB\xBFid;email;family_name\n1;;H\xE4m\n", "line 2: "},
    {"a euro sign among letters of Windows-1252", "id;email;family_name\n1;;H\xE4m\n2;;€\n", "line 2: "},
};

} // namespace

BOOST_AUTO_TEST_SUITE(import_csv)

BOOST_AUTO_TEST_CASE(columns_have_the_names_of_the_view_in_any_order_and_case_and_others_are_left_out)
{
    const auto result =
        read("Nickname;EMAIL;id;given_name;family_name;Language;last_used;closed;old_name;password_hash\n"
             "x; a@example.com ;7;Matti;Virtanen;fi;2026-01-31 10:00:00;0;mvirtane;$6$x\n");
    BOOST_REQUIRE(result.users.size() == 1U);
    const auto& user = result.users.front();
    BOOST_TEST(user.id == "7");
    BOOST_TEST(user.email == " a@example.com ");
    BOOST_TEST(user.given_name == "Matti");
    BOOST_TEST(user.family_name == "Virtanen");
    BOOST_TEST(user.language == "fi");
    BOOST_TEST(base::to_datetime(user.last_used.value()) == "2026-01-31 00:00:00");
    BOOST_TEST(!user.closed);
    BOOST_TEST(user.old_name == "mvirtane");
    BOOST_TEST(user.password_hash == "$6$x");
}

BOOST_AUTO_TEST_CASE(semicolons_commas_and_tabs_are_told_apart_by_the_first_line)
{
    for (const std::string separator : {";", ",", "\t"}) {
        const auto result = read("id" + separator + "email\r\n1" + separator + "a@example.com\r\n");
        BOOST_REQUIRE(result.users.size() == 1U);
        BOOST_TEST(result.users.front().email == "a@example.com");
    }
}

BOOST_AUTO_TEST_CASE(the_encoding_is_found_out_or_told)
{
    BOOST_TEST(
        read("\xEF\xBB\xBFid;email;family_name\n1;;H\u00E4m\u00E4l\u00E4inen\n").users.at(0).family_name ==
        "Hämäläinen");
    BOOST_TEST(read("id;email;family_name\n1;;H\xE4m\xE4l\xE4inen\n").users.at(0).family_name == "Hämäläinen");
    BOOST_TEST(read("id;email;family_name\n1;;\xC3\xA4\n", CsvEncoding::latin1).users.at(0).family_name == "Ã¤");
    const auto wrong = read("id;email;family_name\n1;;H\xE4m\n", CsvEncoding::utf8);
    BOOST_TEST(wrong.users.empty());
    BOOST_TEST(wrong.faults == std::vector<std::string>{"line 2: " + not_utf8});
}

// Read as Windows-1252, one such letter would give every resident with an ä a broken name.
BOOST_DATA_TEST_CASE(
    a_file_in_utf8_with_a_broken_letter_is_a_fault_and_never_latin1, boost::unit_test::data::make(mixed), each)
{
    BOOST_TEST(read(each.text).faults == std::vector<std::string>{each.fault + not_utf8});
}

BOOST_AUTO_TEST_CASE(how_the_file_was_read_is_told)
{
    const TemporaryFile file{"id;email;family_name\n1;;H\xE4m\n"};
    BOOST_TEST((PortalCsv{file.path(), std::nullopt, false, 1}.encoding() == CsvEncoding::latin1));
    BOOST_TEST((PortalCsv{file.path(), CsvEncoding::utf8, false, 1}.encoding() == CsvEncoding::utf8));
}

BOOST_AUTO_TEST_CASE(days_are_read_in_the_ways_that_databases_and_finns_write_them)
{
    const std::pair<std::string, std::string> days[] = {
        {"2026-01-31", "2026-01-31 00:00:00"},       {"2026-01-31T10:11:12Z", "2026-01-31 00:00:00"},
        {"31.1.2026", "2026-01-31 00:00:00"},        {"1.12.2026 10:00", "2026-12-01 00:00:00"},
        {"2024-02-29 00:00", "2024-02-29 00:00:00"},
    };
    for (const auto& [text, day] : days)
        BOOST_TEST(
            base::to_datetime(read("id;email;last_used\n1;;" + text + "\n").users.at(0).last_used.value()) == day);
    for (const std::string unknown : {"", "0000-00-00", "0000-00-00 00:00:00", "1900-01-01"})
        BOOST_TEST(!read("id;email;last_used\n1;;" + unknown + "\n").users.at(0).last_used.has_value());
}

BOOST_AUTO_TEST_CASE(closed_is_a_number_or_a_word)
{
    for (const std::string yes : {"1", "true", "YES"})
        BOOST_TEST(read("id;email;closed\n1;;" + yes + "\n").users.at(0).closed);
    for (const std::string no : {"", "0", "False", "no", "NULL"})
        BOOST_TEST(!read("id;email;closed\n1;;" + no + "\n").users.at(0).closed);
}

BOOST_DATA_TEST_CASE(a_fault_is_told_with_its_line, boost::unit_test::data::make(faults), each)
{
    const auto result = read(each.text);
    BOOST_REQUIRE(!result.faults.empty());
    BOOST_TEST(result.faults.front() == each.fault);
}

BOOST_AUTO_TEST_CASE(all_faults_are_told_and_a_hundred_of_very_many)
{
    std::string text = "id;email\n";
    for (int i = 0; i < 3; ++i) text += "1\n";
    BOOST_TEST(read(text).faults.size() == 3U);
    for (int i = 0; i < 300; ++i) text += "1\n";
    const auto many = read(text).faults;
    BOOST_TEST(many.size() == 101U);
    BOOST_TEST(many.back() == "… and further faults");
}

BOOST_AUTO_TEST_CASE(users_come_so_many_at_once_as_was_asked_for)
{
    const TemporaryFile file{"id;email\n1;\n2;\n3;\n4;\n5;\n"};
    PortalCsv csv{file.path(), std::nullopt, false, 2};
    for (const std::size_t expected : {2U, 2U, 1U, 0U}) BOOST_TEST(csv.next().size() == expected);
}

BOOST_AUTO_TEST_CASE(password_hashes_are_left_where_they_are_unless_they_are_asked_for)
{
    const TemporaryFile file{"id;email;password_hash\n1;;$6$x\n"};
    BOOST_TEST(PortalCsv(file.path(), std::nullopt, false, 2).next().at(0).password_hash.empty());
    BOOST_TEST(PortalCsv(file.path(), std::nullopt, true, 2).next().at(0).password_hash == "$6$x");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_or_a_folder_cannot_be_read)
{
    BOOST_CHECK_THROW((PortalCsv{"/nowhere.csv", std::nullopt, false, 1}), std::runtime_error);
    BOOST_CHECK_THROW((PortalCsv{"/tmp", std::nullopt, false, 1}), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
