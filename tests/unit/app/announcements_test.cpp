#include "app/announcements.hpp"
#include "support/places.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <ostream>

namespace {

namespace fs = std::filesystem;
using base::Instant;
using base::Language;

const std::string texts = "fi = \"Katko.\"\nsv = \"Avbrott.\"\nen = \"Break.\"\n";
const std::string until = "until = 2027-01-31T16:00:00\n";

Instant at(std::string_view utc)
{
    return base::from_datetime(utc);
}

/// The announcement file of one test.
class File {
public:
    File() : path_{fs::temp_directory_path() / ("asiointi-announcement-" + std::to_string(::getpid()) + ".toml")} {}
    ~File() { fs::remove(path_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    /// A new file in the place of the old one, as `mv` puts it there.
    void write(const std::string& text) const
    {
        const auto fresh = path_.string() + ".new";
        std::ofstream{fresh} << text;
        fs::rename(fresh, path_);
    }
    void remove() const { fs::remove(path_); }
    [[nodiscard]] std::string name() const { return path_.string(); }

    [[nodiscard]] std::string faults(const std::string& text) const
    {
        write(text);
        std::vector<app::SettingsFault> found;
        const auto announcement = app::read_announcement(name(), found);
        BOOST_TEST(announcement.has_value() == found.empty());
        return app::SettingsFaults{found}.what();
    }

private:
    fs::path path_;
};

struct Fault {
    const char* sentence;
    std::string text;
    const char* what;
};
std::ostream& operator<<(std::ostream& out, const Fault& fault)
{
    return out << fault.sentence;
}

const Fault faults[] = {
    {"a language is missing", until + "fi = \"a\"\nen = \"b\"\n", "sv: is missing. Add the text"},
    {"a text is empty", until + "fi = \"a\"\nsv = \" \"\nen = \"b\"\n", ".toml:3: sv: is empty"},
    {"a text has two lines", until + "fi = \"a\\nb\"\nsv = \"a\"\nen = \"b\"\n", ".toml:2: fi: is empty or has more"},
    {"a text is an essay", until + "fi = \"" + std::string(601, 'a') + "\"\nsv = \"a\"\nen = \"b\"\n", "at most 600"},
    {"there is no end", texts, "until: is missing. Add the end"},
    {"the end is a text", texts + "until = \"2027-01-31\"\n", ".toml:4: until: is no date and time"},
    {"the end is a day without a time", texts + "until = 2027-01-31\n", "until: is no date and time"},
    {"the end is a day that does not exist", texts + "until = 2027-02-30T16:00:00\n", "Correct the TOML syntax"},
    {"it ends before it begins", texts + until + "from = 2027-01-31T16:00:00\n", "from: is not before until"},
    {"a key is misspelt", texts + until + "form = 2027-01-31T16:00:00\n", "form: is no setting"},
    {"it is no TOML", "until", "Correct the TOML syntax"},
};

struct Moment {
    const char* written;
    const char* utc;
};
std::ostream& operator<<(std::ostream& out, const Moment& moment)
{
    return out << moment.written;
}

const Moment moments[] = {
    {"2027-01-31T16:00:00", "2027-01-31 14:00:00"},  {"2027-07-01 16:00:00", "2027-07-01 13:00:00"},
    {"2027-01-31T16:00:00Z", "2027-01-31 16:00:00"}, {"2027-07-01T16:00:00+03:00", "2027-07-01 13:00:00"},
    {"2027-01-01T01:30:00", "2026-12-31 23:30:00"},  {"2027-03-28T02:59:59", "2027-03-28 00:59:59"},
    {"2027-03-28T03:30:00", "2027-03-28 01:30:00"}, // no clock in Finland shows it
    {"2027-03-28T04:00:00", "2027-03-28 01:00:00"},  {"2027-10-31T02:59:59", "2027-10-30 23:59:59"},
    {"2027-10-31T03:30:00", "2027-10-31 00:30:00"}, // clocks show it twice
    {"2027-10-31T04:00:00", "2027-10-31 02:00:00"},
};

struct Followed {
    File file;
    std::atomic<std::int64_t> logged{0};
    app::Announcements board{file.name(), logged};
    Instant now = at("2027-01-31 10:00:00");

    const std::string& later(std::chrono::seconds seconds = std::chrono::seconds{2})
    {
        now += seconds;
        return board.text(Language::fi, now);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(announcements)

BOOST_DATA_TEST_CASE(each_fault_of_the_file_is_named_with_its_remedy, boost::unit_test::data::make(faults), fault)
{
    const auto found = File{}.faults(fault.text);
    BOOST_TEST(found.find(fault.what) != std::string::npos, found);
}

BOOST_DATA_TEST_CASE(
    times_without_an_offset_are_those_of_clocks_in_finland, boost::unit_test::data::make(moments), moment)
{
    const File file;
    file.write(texts + "until = " + moment.written + "\n");
    std::vector<app::SettingsFault> found;
    const auto announcement = app::read_announcement(file.name(), found);
    BOOST_REQUIRE(announcement.has_value());
    BOOST_TEST(base::to_datetime(announcement->until) == moment.utc);
}

BOOST_AUTO_TEST_CASE(it_is_shown_from_its_beginning_until_its_end_in_each_language)
{
    Followed followed;
    followed.file.write(texts + until + "from = 2027-01-31T13:00:00\n");
    auto& board = followed.board;
    BOOST_TEST(board.text(Language::fi, at("2027-01-31 10:59:59")) == "");
    BOOST_TEST(board.text(Language::fi, at("2027-01-31 11:00:00")) == "Katko.");
    BOOST_TEST(board.text(Language::sv, at("2027-01-31 13:59:59")) == "Avbrott.");
    BOOST_TEST(board.text(Language::en, at("2027-01-31 13:59:59")) == "Break.");
    BOOST_TEST(board.text(Language::en, at("2027-01-31 14:00:00")) == "");
}

BOOST_AUTO_TEST_CASE(the_file_is_looked_at_at_most_once_in_two_seconds)
{
    Followed followed;
    followed.file.write(texts + until);
    BOOST_TEST(followed.later() == "Katko.");
    followed.file.remove();
    BOOST_TEST(followed.later(std::chrono::seconds{1}) == "Katko.");
    BOOST_TEST(followed.later(std::chrono::seconds{1}) == "");
}

BOOST_AUTO_TEST_CASE(a_clock_that_was_set_back_does_not_hide_a_change)
{
    Followed followed;
    followed.file.write(texts + until);
    BOOST_TEST(followed.later() == "Katko.");
    followed.file.remove();
    BOOST_TEST(followed.later(std::chrono::hours{-1}) == "");
}

BOOST_AUTO_TEST_CASE(a_faulty_file_leaves_what_was_there_and_one_of_all_processes_logs_it)
{
    Followed followed;
    app::Announcements other{followed.file.name(), followed.logged};
    followed.file.write(texts + until);
    BOOST_TEST(followed.later() == "Katko.");
    BOOST_TEST(other.text(Language::fi, followed.now) == "Katko.");
    followed.file.write("until = \n");
    BOOST_TEST(followed.later() == "Katko.");
    const auto logged = followed.logged.load();
    BOOST_TEST(logged != 0);
    BOOST_TEST(other.text(Language::fi, followed.now) == "Katko.");
    BOOST_TEST(followed.logged.load() == logged);
    followed.file.write("fi = \"Uusi.\"\nsv = \"Ny.\"\nen = \"New.\"\n" + until);
    BOOST_TEST(followed.later() == "Uusi.");
}

BOOST_AUTO_TEST_CASE(without_a_file_or_a_setting_nothing_is_announced_and_nothing_is_a_fault)
{
    Followed followed;
    BOOST_TEST(followed.later() == "");
    BOOST_TEST(followed.logged.load() == 0);
    app::Announcements unset{"", followed.logged};
    BOOST_TEST(unset.text(Language::fi, followed.now) == "");
}

BOOST_AUTO_TEST_CASE(the_example_file_has_no_fault)
{
    std::vector<app::SettingsFault> found;
    BOOST_TEST(app::read_announcement(support::source("conf/announcement.example.toml"), found).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
