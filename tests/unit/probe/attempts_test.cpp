#include "probe/attempts.hpp"

#include "probe/url.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

namespace {

bool has(const std::vector<std::string>& all, const std::string& one)
{
    return std::ranges::find(all, one) != all.end();
}

std::vector<std::string> spellings(const std::string& page)
{
    return probe::spellings_of(probe::parse_url(page).value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(probe_attempts)

//
BOOST_AUTO_TEST_CASE(a_path_is_tried_in_every_spelling_but_its_own)
{
    const auto all = spellings("https://portal.example.fi/hakemukset/uusi?x=1");
    for (const auto* spelling :
         {"//hakemukset/uusi", "/./hakemukset/uusi", "/%2e/hakemukset/uusi", "/x/../hakemukset/uusi",
          "/HAKEMUKSET/UUSI", "/%68akemukset/uusi", "/%2fhakemukset/uusi", "/\\hakemukset/uusi", "/hakemukset/uusi/",
          "/hakemukset/uusi.", "/hakemukset/uusi;x=1", "/hakemukset/uusi.css",
          "https://portal.example.fi/hakemukset/uusi"})
        BOOST_TEST(has(all, spelling), spelling);
    BOOST_TEST(!has(all, "/hakemukset/uusi"));
    BOOST_TEST(std::set<std::string>(all.begin(), all.end()).size() == all.size());
}

BOOST_AUTO_TEST_CASE(the_front_page_has_spellings_too_and_never_itself)
{
    for (const auto* page : {"https://portal.example.fi/", "https://portal.example.fi/1"}) {
        const auto all = spellings(page);
        BOOST_TEST(all.size() > 10U);
        BOOST_TEST(!has(all, probe::parse_url(page).value().path()));
    }
}

//
BOOST_AUTO_TEST_CASE(every_identity_header_is_forged_in_every_spelling)
{
    const auto lines = probe::all_identity_headers("mark");
    for (const std::string name : {"Account", "User", "Users", "Name", "Email", "Assurance", "Assertion"})
        for (const std::string prefix : {"X-Asiointi-", "X_Asiointi_", "X-Asiointi_", "X.Asiointi."})
            BOOST_TEST(has(lines, prefix + name + ": mark"), prefix + name);
    for (const std::string line :
         {"x-asiointi-user: mark", "X-ASIOINTI-USER: mark, mark", "HTTP_X_ASIOINTI_USER: mark"})
        BOOST_TEST(has(lines, line), line);
}

BOOST_AUTO_TEST_CASE(every_cookie_case_has_a_secret_and_the_portals_own_cookie_and_the_session_once)
{
    const std::string session = "__Host-asiointi=session";
    for (const auto& each : probe::cookie_cases("mark", session)) {
        std::string all;
        for (const auto& line : each.lines) all += line + "\n";
        BOOST_TEST(all.find("=mark") != all.npos, each.what);
        BOOST_TEST(all.find(std::string{probe::own_cookie}) != all.npos, each.what);
        BOOST_TEST(all.find(session) != all.npos, each.what);
        BOOST_TEST(all.find(session) == all.rfind(session), each.what);
    }
}

BOOST_AUTO_TEST_CASE(without_a_session_no_cookie_line_has_an_empty_part)
{
    for (const auto& each : probe::cookie_cases("mark", ""))
        for (const auto& line : each.lines) {
            BOOST_TEST(!line.empty(), each.what);
            BOOST_TEST(line.find("; ;") == line.npos, line);
            BOOST_TEST(line.back() != ' ', line);
        }
}

BOOST_AUTO_TEST_SUITE_END()
