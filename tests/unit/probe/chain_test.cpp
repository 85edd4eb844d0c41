#include "probe/chain.hpp"

#include "unit/probe/answers.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <map>

namespace {

using given::redirect;
using given::url;
using probe::End;

const std::string page = "https://portal.example.fi/hakemukset?x=1";
const std::string login = "https://asiointi.example.fi/Account/Login";

struct WayCase {
    const char* what;
    std::vector<std::string> locations; ///< of the redirects, one after another; then comes a page
    End end;
    std::size_t asked; ///< how many addresses
};

std::ostream& operator<<(std::ostream& out, const WayCase& c)
{
    return out << c.what;
}

const std::string hand_over = "https://asiointi.example.fi/Account/HandOver?ReturnUrl=x";

const WayCase ways[] = {
    {"straight to the login page", {login + "?ReturnUrl=x"}, End::sign_in, 1},
    {"to the login page in another case", {"https://asiointi.example.fi/account/LOGIN"}, End::sign_in, 1},
    {"by a hand-over", {hand_over, "/Account/Login?ReturnUrl=x"}, End::sign_in, 2},
    {"by another spelling and a hand-over", {"/hakemukset/", hand_over, login}, End::sign_in, 3},
    {"one redirect more than allowed", {"/a", "/b", "/c", login}, End::endless, 3},
    {"in circles", {"/a", "/hakemukset?x=1", "/a", "/b", "/c"}, End::endless, 3},
    {"to the portal's page", {}, End::answer, 1},
    {"to the portal's page by another spelling", {"/hakemukset/"}, End::answer, 2},
    {"to another host", {"https://kirjautuminen.example/Account/Login"}, End::elsewhere, 1},
    {"to a host whose name begins alike",
     {"https://asiointi.example.fi.evil.example/Account/Login"},
     End::elsewhere,
     1},
    {"to the login page over plain http", {"http://asiointi.example.fi/Account/Login"}, End::elsewhere, 1},
    {"to a page of the portal that is called as the login page", {"/Account/Login"}, End::answer, 2},
    {"to another page of the accounts", {"https://asiointi.example.fi/Account/Register"}, End::answer, 2},
    {"to a page below the login page", {"https://asiointi.example.fi/Account/Login/x"}, End::answer, 2},
    {"to no address", {"mailto:a@example.fi"}, End::elsewhere, 1},
};

probe::Places places()
{
    return {url("https://asiointi.example.fi/"), url(page)};
}

probe::Chain follow(const std::vector<std::string>& locations, const probe::Places& known)
{
    std::size_t at = 0;
    const auto next = [&](const probe::Url&) {
        return at < locations.size() ? redirect(303, locations[at++]) : given::answer(200);
    };
    return probe::follow(url(page), next(url(page)), known, next);
}

struct ReturnCase {
    const char* what;
    const char* query; ///< of the login page
    bool returns;
};

std::ostream& operator<<(std::ostream& out, const ReturnCase& c)
{
    return out << c.what;
}

const ReturnCase returns[] = {
    {"the very address", "ReturnUrl=https%3A%2F%2Fportal.example.fi%2Fhakemukset%3Fx%3D1", true},
    {"the parameter in another case", "lang=sv&returnurl=https%3A%2F%2Fportal.example.fi%2Fhakemukset%3Fx%3D1", true},
    {"in a page of ours",
     "ReturnUrl=%2FAccount%2FHandOver%3Fto%3Dhttps%253A%252F%252Fportal.example.fi%252Fhakemukset%253Fx%253D1", true},
    {"the same path of another host", "ReturnUrl=%2Fhakemukset%3Fx%3D1", false},
    {"without the query", "ReturnUrl=https%3A%2F%2Fportal.example.fi%2Fhakemukset", false},
    {"with another query", "ReturnUrl=https%3A%2F%2Fportal.example.fi%2Fhakemukset%3Fx%3D1%26y%3D2", false},
    {"a query that was not encoded", "ReturnUrl=https://portal.example.fi/hakemukset?x=1&y=2", true},
    {"encoded twice", "ReturnUrl=https%253A%252F%252Fportal.example.fi%252Fhakemukset%253Fx%253D1", false},
    {"in another parameter", "Return=https%3A%2F%2Fportal.example.fi%2Fhakemukset%3Fx%3D1", false},
    {"twice, so that nobody knows which counts",
     "ReturnUrl=https%3A%2F%2Fportal.example.fi%2Fhakemukset%3Fx%3D1&ReturnUrl=%2F", false},
    {"the start page", "ReturnUrl=%2F", false},
    {"nothing", "ReturnUrl=", false},
    {"no query", "", false},
};

} // namespace

BOOST_AUTO_TEST_SUITE(probe_chain)

BOOST_DATA_TEST_CASE(a_way_ends_where_the_table_says, boost::unit_test::data::make(ways), c)
{
    const auto chain = follow(c.locations, places());
    BOOST_TEST(chain.end == c.end);
    BOOST_TEST(chain.hops.size() == c.asked);
}

BOOST_AUTO_TEST_CASE(a_host_that_is_silent_ends_the_way)
{
    const auto chain = probe::follow(url(page), redirect(303, "/a"), places(), [](const probe::Url&) {
        return given::silence(probe::Silence::not_connected);
    });
    BOOST_TEST(chain.end == End::silence);
}

BOOST_AUTO_TEST_CASE(what_was_followed_once_is_known_from_then_on)
{
    auto known = places();
    probe::learn(known, follow({hand_over, login}, known));
    const auto again = follow({"https://asiointi.example.fi/Account/HandOver?ReturnUrl=other"}, known);
    BOOST_TEST(again.end == End::sign_in);
    BOOST_TEST(again.hops.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_address_of_the_portal_is_never_taken_for_signing_in)
{
    auto known = places();
    probe::learn(known, follow({"/hakemukset/", login}, known));
    BOOST_TEST(follow({"/hakemukset/"}, known).end == End::answer);
}

BOOST_AUTO_TEST_CASE(a_way_that_ended_elsewhere_teaches_nothing)
{
    auto known = places();
    probe::learn(known, follow({"https://asiointi.example.fi/Account/Register"}, known));
    BOOST_TEST(known.proven.empty());
}

//
BOOST_DATA_TEST_CASE(signing_in_returns_as_the_table_says, boost::unit_test::data::make(returns), c)
{
    BOOST_TEST(probe::returns_to(url(login + '?' + c.query), url(page)) == c.returns);
}

BOOST_AUTO_TEST_CASE(letters_of_other_scripts_and_separators_return_intact)
{
    const auto wanted = url("https://asiointi.example.fi/h?a=%C3%A4%26b%3Dc&z=a+b%2Bc");
    const auto login_page = url(login + "?ReturnUrl=%2Fh%3Fa%3D%25C3%25A4%2526b%253Dc%26z%3Da%2Bb%252Bc");
    BOOST_TEST(probe::returns_to(login_page, wanted));
}

BOOST_AUTO_TEST_SUITE_END()
