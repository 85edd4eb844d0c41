#include "probe/report.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <sstream>

namespace {

using probe::Outcome;

const probe::Finding good{"Pages", "a page leads to signing in", Outcome::ok, "Sent GET /; came 303", ""};
const probe::Finding unknown{"Pages", "a form is refused", Outcome::skipped, "not sent", ""};
const probe::Finding bad{
    "Headers", "no version is told", Outcome::fault, "Sent GET /; came Server: nginx/1", "Write off."};

} // namespace

BOOST_AUTO_TEST_SUITE(probe_report)

BOOST_AUTO_TEST_CASE(a_report_has_a_line_for_each_check_and_for_faults_what_came_and_what_to_do)
{
    std::ostringstream out;
    probe::TextReport report{out};
    probe::Tally tally;
    for (const auto& finding : {good, unknown, bad}) {
        report.add(finding);
        tally.add(finding.outcome);
    }
    report.sum_up(tally, 1);
    BOOST_TEST(
        out.str() == "Pages\n"
                     "  ok       a page leads to signing in\n"
                     "  skipped  a form is refused (not sent)\n"
                     "\nHeaders\n"
                     "  FAULT    no version is told\n"
                     "           Sent GET /; came Server: nginx/1\n"
                     "           Remedy: Write off.\n"
                     "\n1 ok, 1 fault, 0 warnings, 1 skipped; 1 request sent\n");
}

BOOST_AUTO_TEST_CASE(long_words_of_advice_are_wrapped)
{
    std::ostringstream out;
    probe::TextReport report{out};
    auto finding = bad;
    for (int i = 0; i < 60; ++i) finding.remedy += " words";
    finding.remedy += ' ' + std::string(200, 'x');
    report.add(finding);
    std::istringstream lines{out.str()};
    for (std::string line; std::getline(lines, line);)
        BOOST_TEST((line.size() <= 111U || line.find("xxx") == 11U), line);
}

BOOST_AUTO_TEST_CASE(json_has_the_four_names_and_survives_bytes_that_are_no_text)
{
    std::ostringstream out;
    auto broken = bad;
    broken.found = "\xFF\x1B";
    probe::write_json(out, {good, broken});
    const auto all = nlohmann::json::parse(out.str());
    BOOST_TEST(all.size() == 2U);
    BOOST_TEST(
        all[0].dump() ==
        R"({"check":"a page leads to signing in","found":"Sent GET /; came 303","outcome":"ok","remedy":""})");
    BOOST_TEST(all[1]["outcome"] == "fault");
}

BOOST_AUTO_TEST_CASE(no_findings_are_an_empty_array)
{
    std::ostringstream out;
    probe::write_json(out, {});
    BOOST_TEST(out.str() == "[]\n");
}

BOOST_AUTO_TEST_CASE(what_a_server_sent_cannot_steer_a_terminal)
{
    BOOST_TEST(probe::printable("a\x1B]0;b\x07\n\xC3\xA4") == "a?]0;b????");
    BOOST_TEST(probe::printable(std::string(10, 'a'), 10) == std::string(10, 'a'));
    BOOST_TEST(probe::printable(std::string(11, 'a'), 10) == std::string(10, 'a') + "...");
}

BOOST_AUTO_TEST_SUITE_END()
