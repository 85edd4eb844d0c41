#include "base/log.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <unistd.h>

using base::LogLevel;
using nlohmann::json;
using namespace std::string_literals;

namespace {

/// What `write` sends to standard error.
template <class Write>
std::string standard_error_of(Write write)
{
    std::string name = "/tmp/log-XXXXXX";
    const int file = mkstemp(name.data());
    const int before = dup(STDERR_FILENO);
    dup2(file, STDERR_FILENO);
    write();
    dup2(before, STDERR_FILENO);
    close(before);
    close(file);
    std::ifstream lines{name};
    std::string text{std::istreambuf_iterator<char>{lines}, {}};
    unlink(name.c_str());
    return text;
}

std::string line_with(std::string_view value)
{
    return standard_error_of([&] {
        base::start_log("pages");
        base::log(LogLevel::info, "tried", {{"value", value}});
    });
}

const std::string hostile[] = {
    "a\nb",
    "a\r\n{\"event\":\"forged\"}",
    "\",\"event\":\"forged\",\"x\":\"",
    "\\\",\"event\":\"forged\",\"x\":\"",
    "\\",
    "\0"s,
    "\x1B[2J",
    "\x7F",
    "\u0085",
    "\u2028",
    "\u202Egnol",
    "%v %s {} {0}",
    "\xFF\xFE",
    "caf\xE9",
    "",
};

} // namespace

BOOST_AUTO_TEST_SUITE(log_lines)

//
BOOST_AUTO_TEST_CASE(a_line_is_one_json_object_with_time_level_process_and_event)
{
    const auto text = standard_error_of([] {
        base::start_log("background");
        base::log(LogLevel::warning, "mail_failed", {{"attempt", 3}, {"host", "localhost"}, {"note", "\u00E4 \"b\""}});
    });
    BOOST_TEST(std::ranges::count(text, '\n') == 1);
    const auto line = json::parse(text);
    BOOST_TEST(line.at("level") == "warning");
    BOOST_TEST(line.at("process") == "background");
    BOOST_TEST(line.at("event") == "mail_failed");
    BOOST_TEST(line.at("attempt") == 3);
    BOOST_TEST(line.at("host") == "localhost");
    BOOST_TEST(line.at("note") == "\u00E4 \"b\"");
    BOOST_TEST(!line.contains("reference"));
    const auto time = line.at("time").get<std::string>();
    BOOST_TEST(time.size() == 24U);
    BOOST_TEST(time.substr(10, 1) == "T");
    BOOST_TEST(time.substr(19, 1) == ".");
    BOOST_TEST(time.back() == 'Z');
}

//
BOOST_DATA_TEST_CASE(no_value_forges_a_line_or_a_member, boost::unit_test::data::make(hostile), value)
{
    const auto text = line_with(value);
    BOOST_TEST(std::ranges::count(text, '\n') == 1);
    BOOST_TEST(std::ranges::count_if(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; }) == 1);
    BOOST_TEST(text.find("\u202E") == std::string::npos);
    BOOST_TEST(json::parse(text).at("event") == "tried");
    BOOST_TEST(json::parse(text).at("value").is_string());
}

//
BOOST_AUTO_TEST_CASE(the_reference_is_in_every_line_until_it_is_taken_back)
{
    const auto text = standard_error_of([] {
        base::start_log("pages");
        base::set_log_reference("ABCD2345");
        base::log(LogLevel::info, "first");
        base::set_log_reference("");
        base::log(LogLevel::info, "second");
    });
    const auto end = text.find('\n');
    BOOST_TEST(json::parse(text.substr(0, end)).at("reference") == "ABCD2345");
    BOOST_TEST(!json::parse(text.substr(end + 1)).contains("reference"));
}

BOOST_AUTO_TEST_CASE(lines_below_the_wanted_level_are_left_out)
{
    const auto text = standard_error_of([] {
        base::start_log("admin", LogLevel::warning);
        base::log(LogLevel::debug, "nothing");
        base::log(LogLevel::info, "nothing");
        base::log(LogLevel::error, "something");
    });
    BOOST_TEST(text.find("nothing") == std::string::npos);
    BOOST_TEST(json::parse(text).at("level") == "error");
}

BOOST_AUTO_TEST_SUITE_END()
