#include "base/log.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
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

namespace {

/// The system's log, where none is: a socket at the place where syslog(3) looks. Root alone may make it.
class SystemLog {
public:
    SystemLog() : fd_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)}
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::string_view{place}.copy(address.sun_path, sizeof address.sun_path - 1);
        BOOST_REQUIRE(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    }
    SystemLog(const SystemLog&) = delete;
    SystemLog& operator=(const SystemLog&) = delete;
    ~SystemLog()
    {
        ::close(fd_);
        ::unlink(place);
    }

    /// The JSON of the next message of this process; others may write, too.
    [[nodiscard]] json next() const
    {
        for (;;) {
            std::array<char, 8192> message{};
            const auto size = ::recv(fd_, message.data(), message.size(), 0);
            BOOST_REQUIRE(size > 0);
            const std::string_view text{message.data(), static_cast<std::size_t>(size)};
            const auto line = json::parse(text.substr(text.find('{')), nullptr, false);
            if (line.is_discarded() || line.at("pid") != ::getpid()) continue;
            BOOST_TEST(text.starts_with("<86>")); // authpriv.info
            return line;
        }
    }

    static constexpr const char* place = "/dev/log";

private:
    int fd_;
};

boost::test_tools::assertion_result can_stand_in_for_the_system_log(boost::unit_test::test_unit_id)
{
    return ::geteuid() == 0 && ::access(SystemLog::place, F_OK) != 0;
}

} // namespace

BOOST_AUTO_TEST_CASE(
    what_a_command_does_is_in_the_systems_log_and_only_faults_are_on_the_terminal,
    *boost::unit_test::precondition(can_stand_in_for_the_system_log))
{
    const SystemLog system_log;
    const auto text = standard_error_of([] {
        base::start_command_log();
        base::log(LogLevel::info, "keys_changed", {{"actor", "helena"}, {"detail", "a\nb"}});
    });
    BOOST_TEST(text.empty());
    const auto line = system_log.next();
    BOOST_TEST(line.at("process") == "admin");
    BOOST_TEST(line.at("event") == "keys_changed");
    BOOST_TEST(line.at("actor") == "helena");
    const auto fault = standard_error_of([] {
        base::start_command_log();
        base::log(LogLevel::error, "failed");
    });
    BOOST_TEST(json::parse(fault).at("event") == "failed");
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
